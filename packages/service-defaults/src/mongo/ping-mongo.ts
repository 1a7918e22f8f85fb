import type { Connection } from 'mongoose';

/** Rejects while the database does not answer; for /readyz. */
export const pingMongo = async (connection: Connection): Promise<void> => {
  await connection.db?.command({ ping: 1 });
};
