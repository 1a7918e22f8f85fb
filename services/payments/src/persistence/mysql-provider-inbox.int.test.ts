import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectMysql, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { migrations } from './migrations.ts';
import { createMysqlProviderInbox, forgetOldEvents } from './mysql-provider-inbox.ts';
import type { PaymentsTables } from './tables.ts';

let database: Awaited<ReturnType<typeof testMysql>>;
let db: Kysely<PaymentsTables>;
beforeAll(async () => {
  database = await testMysql('provider_inbox');
  db = connectMysql<PaymentsTables>({ url: database.url });
  await migrate(db, migrations);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const daysAgo = (days: number) => sql<Date>`NOW(6) - INTERVAL ${days} DAY`;
const event = (event_id: string, received: number, done: number | null) => ({
  provider: 'sandbox',
  event_id,
  type: 'charge.captured',
  received_at: daysAgo(received),
  done_at: done === null ? null : daysAgo(done),
});

it('forgets events of more than 30 days ago, worked off or not, batch by batch, and keeps the others', async () => {
  const kept = [event('open', 29, null), event('young', 90, 29)];
  const old = Array.from({ length: 1001 }, (_, n) => event(`old-${n}`, 31, n % 2 === 0 ? 31 : null));
  await db
    .insertInto('psp_events')
    .values([...kept, ...old])
    .execute();
  expect(await forgetOldEvents(db)).toBe(true);
  expect(await forgetOldEvents(db)).toBe(false);
  const left = await db.selectFrom('psp_events').select('event_id').orderBy('event_id').execute();
  expect(left.map(({ event_id }) => event_id)).toEqual(['open', 'young']);
});

it('takes an event that comes again for new until it has been worked off', async () => {
  const inbox = createMysqlProviderInbox(db);
  const receive = () => inbox.receive('sandbox', 'again', 'charge.captured');
  expect([await receive(), await receive()]).toEqual([true, true]);
  await inbox.done('sandbox', 'again');
  expect(await receive()).toBe(false);
  expect(await inbox.receive('stripe', 'again', 'charge.captured')).toBe(true);
});
