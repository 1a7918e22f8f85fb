import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CartId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMysql, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { sweepQueries } from './cart-sweeps.ts';
import { migrations } from './migrations.ts';
import type { CartsTables } from './tables.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<CartsTables>;
beforeAll(async () => {
  database = await testMysql('carts');
  db = connectMysql<CartsTables>({ url: database.url, poolSize: 2 });
  await migrate(db, migrations);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

it('forgets old requests in batches until none is left, and keeps young ones', async () => {
  const cartId = newId<CartId>();
  const mark = (key: string, days: number) =>
    sql`(${cartId}, ${key}, ${'0'.repeat(64)}, NOW(6) - INTERVAL ${days} DAY)`;
  const marks = [...Array.from({ length: 1500 }, (_, i) => mark(`old-${i}`, 400)), mark('young', 0)];
  await sql`INSERT INTO applied_requests VALUES ${sql.join(marks)}`.execute(db);
  const { forgetOld } = sweepQueries(db);
  expect(await forgetOld(200)).toBe(true);
  expect(await forgetOld(200)).toBe(false);
  expect(await db.selectFrom('applied_requests').select('request_key').execute()).toEqual([{ request_key: 'young' }]);
});
