import type { Connection } from 'mongoose';

/** The server's clock: replicas of this service need not agree on the time. */
export async function databaseNow(connection: Connection): Promise<Date> {
  if (connection.db === undefined) throw new Error('MongoDB is not connected');
  const { localTime } = await connection.db.admin().command({ hello: 1 });
  return localTime as Date;
}
