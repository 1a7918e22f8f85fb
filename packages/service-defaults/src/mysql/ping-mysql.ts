import { sql, type Kysely } from 'kysely';

/** Rejects while the database does not answer; for /readyz. */
export const pingMysql = async <Tables>(db: Kysely<Tables>): Promise<void> => {
  await sql`SELECT 1`.execute(db);
};
