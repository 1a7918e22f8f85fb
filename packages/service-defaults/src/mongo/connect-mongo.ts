import mongoose, { type Connection } from 'mongoose';

/**
 * A connection whose acknowledged writes are in the journal: without `j` the last of them could go with a kill -9.
 * @throws Error when no server answers within 10 s
 */
export async function connectMongo(url: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    serverSelectionTimeoutMS: 10_000,
    writeConcern: { w: 'majority', journal: true },
    autoIndex: true,
  });
  return await connection.asPromise();
}
