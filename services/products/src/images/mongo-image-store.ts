import type { ImageId, ProductId } from '@arcade/contracts';
import mongoose, { type Connection } from 'mongoose';
import type { ImageStore } from './image-store.ts';
import { widths, type Width } from './recode-image.ts';

/** A photo of ours fits into one chunk nearly always. */
const chunkSize = 512 * 1024;

/** As the GridFS specification lays a file out; tools that know GridFS read our photos. */
interface StoredFile {
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly filename: string;
  readonly metadata: { readonly imageId: ImageId; readonly productId: ProductId };
}
interface StoredChunk {
  readonly _id: mongoose.mongo.ObjectId;
  readonly files_id: string;
  readonly n: number;
  readonly data: mongoose.mongo.Binary;
}

const fileId = (imageId: ImageId, width: Width) => `${imageId}-${String(width).padStart(4, '0')}`;

/**
 * Photos in GridFS (bucket `images`). All sizes of one go in with two writes, which the driver's streams cannot. A file's
 * document is written first and deleted last, so that no chunk is ever without one and the sweeper finds everything.
 */
export async function createMongoImageStore(connection: Connection): Promise<ImageStore> {
  const files = connection.collection<StoredFile>('images.files');
  const chunks = connection.collection<StoredChunk>('images.chunks');
  await chunks.createIndex({ files_id: 1, n: 1 }, { unique: true });
  await files.createIndex({ filename: 1, uploadDate: 1 });

  const remove: ImageStore['remove'] = async (imageId) => {
    const ids = widths.map((width) => fileId(imageId, width));
    await chunks.deleteMany({ files_id: { $in: ids } });
    await files.deleteMany({ _id: { $in: ids } });
  };
  return {
    async put(imageId, productId, { sizes }) {
      const uploadDate = new Date();
      const named = sizes.map(({ width, bytes }) => ({ id: fileId(imageId, width), bytes }));
      await files.insertMany(
        named.map(({ id, bytes }) => ({
          _id: id,
          length: bytes.length,
          chunkSize,
          uploadDate,
          filename: id,
          metadata: { imageId, productId },
        })),
      );
      await chunks.insertMany(named.flatMap(({ id, bytes }) => chunksOf(id, bytes)));
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

const chunksOf = (id: string, bytes: Buffer): StoredChunk[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) => ({
    _id: new mongoose.mongo.ObjectId(),
    files_id: id,
    n,
    data: new mongoose.mongo.Binary(bytes.subarray(n * chunkSize, (n + 1) * chunkSize)),
  }));
