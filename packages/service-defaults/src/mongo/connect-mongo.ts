import mongoose, { type Connection } from 'mongoose';

/**
 * A connection whose acknowledged writes are in the journal: without `j` the last of them could go with a kill -9.
 * @throws Error when no server answers within 4 s
 */
export async function connectMongo(url: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    // Less than callers wait for an answer, so that they learn why there is none.
    serverSelectionTimeoutMS: 4000,
    writeConcern: { w: 'majority', journal: true },
    autoIndex: true,
  });
  return await connection.asPromise();
}
