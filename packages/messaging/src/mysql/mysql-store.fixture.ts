import { StockChanged } from '@arcade/contracts';
import { connectMysql, inTransaction, migrate } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { sql, type Transaction } from 'kysely';
import type { ContractStore, LogStore, Reaction, Side } from '../messaging-under-test.fixture.ts';
import { on } from '../subscription.ts';
import { messagingMigrations } from './migrations.ts';
import { createMysqlMessaging } from './mysql-messaging.ts';

interface Tables {
  effects: { event_id: string };
}

const effectsMigration = {
  name: '002-effects',
  statements: ['CREATE TABLE effects (event_id CHAR(36) NOT NULL, KEY (event_id)) ENGINE=InnoDB'],
};

/** A schema of its own for a service under test. */
export async function newMysqlStore(service: string): Promise<LogStore> {
  const { url, drop } = await testMysql(service);
  return {
    drop,
    open: (options, reaction) => openSide(url, options, reaction),
    async age(seqs, days) {
      const db = connectMysql({ url, poolSize: 1 });
      await sql`UPDATE outbox SET sent_at = NOW(6) - INTERVAL ${days} DAY WHERE seq IN (${sql.join(seqs)})`.execute(db);
      await db.destroy();
    },
  };
}

async function openSide(
  url: string,
  options: Parameters<ContractStore['open']>[0],
  reaction?: Reaction,
): Promise<Side> {
  const db = connectMysql<Tables>({ url, poolSize: 8 });
  await migrate(db, [...messagingMigrations, effectsMigration]);
  const handle = on<Transaction<Tables>, typeof StockChanged>(StockChanged, async (tx, stock, afterCommit) => {
    await tx.insertInto('effects').values({ event_id: stock.eventId }).execute();
    const event = await reaction?.(stock, afterCommit);
    if (event !== undefined) await messaging.append(tx, event);
  });
  const messaging = createMysqlMessaging<Tables>({
    ...options,
    db,
    subscriptions: reaction === undefined ? [] : [handle],
  });
  return {
    messaging,
    produce: (...events) =>
      inTransaction(db, async (tx) => {
        for (const event of events) await messaging.append(tx, event);
      }),
    produceAndRollBack: (event) =>
      inTransaction(db, async (tx) => {
        await messaging.append(tx, event);
        throw new Error('no');
      }).catch(() => {}),
    effects: async () => {
      const rows = await db.selectFrom('effects').select('event_id').execute();
      return rows.map(({ event_id }) => event_id);
    },
    close: () => db.destroy(),
  };
}
