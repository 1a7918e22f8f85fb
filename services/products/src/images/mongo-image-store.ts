import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ImageId, ProductId } from '@arcade/contracts';
import mongoose, { type Connection } from 'mongoose';
import type { ImageStore } from './image-store.ts';
import { widths, type Width } from './recode-image.ts';

const bucketName = 'images';
/** A photo of ours fits into one chunk nearly always. */
const chunkSizeBytes = 512 * 1024;

interface StoredFile {
  readonly _id: string;
  readonly uploadDate: Date;
  readonly metadata: { readonly imageId: ImageId; readonly productId: ProductId };
}

const fileId = (imageId: ImageId, width: Width) => `${imageId}-${String(width).padStart(4, '0')}`;

/** Photos in GridFS. */
export async function createMongoImageStore(connection: Connection): Promise<ImageStore> {
  if (connection.db === undefined) throw new Error('MongoDB is not connected');
  const bucket = new mongoose.mongo.GridFSBucket(connection.db, { bucketName, chunkSizeBytes });
  const files = connection.collection<StoredFile>(`${bucketName}.files`);
  const chunks = connection.collection<{ files_id: string; n: number; data: { buffer: Uint8Array } }>(
    `${bucketName}.chunks`,
  );
  await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  await files.createIndex({ filename: 1, uploadDate: 1 });

  const remove: ImageStore['remove'] = async (imageId) => {
    const ids = widths.map((width) => fileId(imageId, width));
    await files.deleteMany({ _id: { $in: ids } });
    await chunks.deleteMany({ files_id: { $in: ids } });
  };
  return {
    async put(imageId, productId, { sizes }) {
      for (const { width, bytes } of sizes) {
        const id = fileId(imageId, width);
        // Our ids are strings; the driver's type asks for an ObjectId and takes any.
        const stream = bucket.openUploadStreamWithId(id as unknown as mongoose.mongo.ObjectId, id, {
          metadata: { imageId, productId },
        });
        await pipeline(Readable.from([bytes]), stream);
      }
    },
    async get(imageId, width) {
      const parts = await chunks
        .find({ files_id: fileId(imageId, width) })
        .sort({ n: 1 })
        .toArray();
      return parts.length === 0 ? undefined : Buffer.concat(parts.map(({ data }) => data.buffer));
    },
    remove,
    async storedBefore(instant, after, limit) {
      const found = await files
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .project<StoredFile>({ uploadDate: 1, metadata: 1 })
        .toArray();
      const old = found.filter(({ uploadDate }) => uploadDate < instant);
      const items = [...new Map(old.map(({ metadata }) => [metadata.imageId, metadata])).values()];
      const { _id: next } = found.at(-1) ?? {};
      return { items, next: found.length < limit ? undefined : next };
    },
  };
}
