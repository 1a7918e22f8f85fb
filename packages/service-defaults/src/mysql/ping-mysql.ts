import { sql } from 'kysely';
import type { Session } from './later.ts';

/** Rejects while the database does not answer; for /readyz. */
export const pingMysql = async (db: Session): Promise<void> => {
  await sql`SELECT 1`.execute(db);
};
