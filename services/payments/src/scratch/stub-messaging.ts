import { DomainError, type ordersApi } from '@arcade/contracts';
import { Kysely, MysqlDialect, sql } from 'kysely';
import { createPool } from 'mysql2';
import type { Idempotent } from '../http/idempotent.ts';
import { migrations } from '../persistence/migrations.ts';

export function connect<T>(url: string) {
  const pool = createPool({
    uri: url,
    connectionLimit: 20,
    supportBigNumbers: true,
    bigNumberStrings: true,
    timezone: 'Z',
  });
  pool.on('connection', (c) => c.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, time_zone='+00:00'"));
  return new Kysely<T>({ dialect: new MysqlDialect({ pool: pool as any }) });
}
export async function migrate(db: Kysely<any>) {
  for (const m of migrations) for (const s of m.statements) await sql.raw(s).execute(db);
  await sql
    .raw('CREATE TABLE stub_events (id INT AUTO_INCREMENT PRIMARY KEY, topic VARCHAR(100), data TEXT)')
    .execute(db);
  await sql.raw('CREATE TABLE stub_idem (k VARCHAR(300) PRIMARY KEY, req TEXT, res TEXT)').execute(db);
}
export const inTransaction = (db: Kysely<any>) => async (work: any) => {
  for (let n = 0; ; n++) {
    try {
      return await db.transaction().execute(work);
    } catch (e: any) {
      if (n < 5 && [1213, 1205, 1020].includes(e.errno)) continue;
      throw e;
    }
  }
};
export const appendEvent = async (tx: any, e: any) => {
  e.definition.payload.parse(e.payload);
  await tx
    .insertInto('stub_events')
    .values({ topic: e.definition.topic, data: JSON.stringify({ ...e.payload, v: e.aggregate.version }) })
    .execute();
};
export const idempotentOf =
  (db: Kysely<any>): Idempotent =>
  async ({ userId, key, request }, work) => {
    const k = `${userId}:${key}`,
      req = JSON.stringify(request);
    try {
      await db.insertInto('stub_idem').values({ k, req, res: null }).execute();
    } catch {
      const row = await db.selectFrom('stub_idem').selectAll().where('k', '=', k).executeTakeFirstOrThrow();
      if (row.req !== req) throw new DomainError('idempotency-mismatch');
      if (row.res === null) throw new DomainError('idempotency-in-flight');
      const r = JSON.parse(row.res);
      return { status: r.status, rawJson: r.body, headers: { 'idempotency-replayed': 'true' } };
    }
    try {
      const { status, body } = await work();
      const text = JSON.stringify(body);
      await db
        .updateTable('stub_idem')
        .set({ res: JSON.stringify({ status, body: text }) })
        .where('k', '=', k)
        .execute();
      return { status, rawJson: text };
    } catch (e) {
      await db.deleteFrom('stub_idem').where('k', '=', k).execute();
      throw e;
    }
  };
