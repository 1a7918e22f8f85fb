import { connectMysql } from '@arcade/service-defaults/mysql';
import { sql } from 'kysely';
import { storeUrl } from './store-urls.ts';

/** Statements of somebody who may read and write in every schema of MySQL, one after the other, and the rows of each. */
export async function queryAsRoot(...statements: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const db = connectMysql<never>({ url: storeUrl('mysql').href, poolSize: 1 });
  const answers: (readonly unknown[])[] = [];
  try {
    for (const statement of statements) answers.push((await sql.raw(statement).execute(db)).rows);
  } finally {
    await db.destroy();
  }
  return answers;
}
