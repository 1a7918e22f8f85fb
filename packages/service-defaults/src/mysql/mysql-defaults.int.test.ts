import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely } from 'kysely';
import { idempotentContract } from '../idempotent.contract.ts';
import { connectMysql } from './connect-mysql.ts';
import { inTransaction } from './in-transaction.ts';
import { migrate } from './migrate.ts';
import { createMysqlIdempotent, forgetOldKeys, idempotencyMigration } from './mysql-idempotent.ts';

describe('the defaults for MySQL', () => {
  let database: Awaited<ReturnType<typeof testMysql>>;
  let db: Kysely<never>;
  beforeAll(async () => {
    database = await testMysql('defaults');
    db = connectMysql<never>({ url: database.url });
    await migrate(db, [idempotencyMigration]);
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });
  const one = async <Row>(query: string) => (await sql.raw<Row>(query).execute(db)).rows[0];

  describe('connectMysql', () => {
    it('reads committed, in UTC, and keeps large numbers whole', async () => {
      const read = (variable: string) =>
        one(`SELECT @@${variable} AS level, @@time_zone AS zone, CAST(9007199254740993 AS SIGNED) AS large`);
      const row = await read('transaction_isolation').catch(() => read('tx_isolation'));
      expect(row).toEqual({ level: 'READ-COMMITTED', zone: '+00:00', large: '9007199254740993' });
    });
  });

  describe('migrate', () => {
    const steps = { name: '001', statements: ['CREATE TABLE a (x INT)', 'INSERT INTO a VALUES (1)'] };

    it('applies each statement once, whoever starts at the same time', async () => {
      await Promise.all([migrate(db, [steps]), migrate(db, [steps]), migrate(db, [steps])]);
      await migrate(db, [steps]);
      expect(await one('SELECT COUNT(*) AS n FROM a')).toEqual({ n: '1' });
    });

    it('goes on after a death between a statement and its record', async () => {
      const table = { name: '002', statements: ['CREATE TABLE b (x INT)', 'ALTER TABLE b ADD COLUMN y INT'] };
      await migrate(db, [table]);
      await sql`DELETE FROM schema_migrations WHERE name = '002'`.execute(db);
      await expect(migrate(db, [table])).resolves.toBeUndefined();
    });

    it('stops at a statement that is wrong', async () => {
      await expect(migrate(db, [{ name: '003', statements: ['CREATE TABEL c'] }])).rejects.toThrow(/syntax/);
    });
  });

  describe('inTransaction', () => {
    beforeAll(async () => {
      await sql`CREATE TABLE counters (id INT PRIMARY KEY, n INT NOT NULL)`.execute(db);
      await sql`INSERT INTO counters VALUES (1, 0), (2, 0)`.execute(db);
    });

    it('runs the whole work again after a deadlock', async () => {
      const bump = (first: number, second: number) =>
        inTransaction(db, async (tx) => {
          await sql`UPDATE counters SET n = n + 1 WHERE id = ${first}`.execute(tx);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await sql`UPDATE counters SET n = n + 1 WHERE id = ${second}`.execute(tx);
        });
      await Promise.all([bump(1, 2), bump(2, 1)]);
      expect(await one('SELECT SUM(n) AS n FROM counters')).toEqual({ n: '4' });
    });

    it('leaves nothing of work that throws', async () => {
      const work = inTransaction(db, async (tx) => {
        await sql`UPDATE counters SET n = 100`.execute(tx);
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect(await one('SELECT MAX(n) AS n FROM counters')).toEqual({ n: 2 });
    });
  });

  describe('createMysqlIdempotent', () => {
    idempotentContract(async () => ({
      idempotent: createMysqlIdempotent(db),
      lapse: () => sql`UPDATE idempotency_keys SET claimed_until = NOW(6) - INTERVAL 1 SECOND`.execute(db),
    }));

    it('forgets answers after two days', async () => {
      await sql`UPDATE idempotency_keys SET created_at = NOW(6) - INTERVAL 49 HOUR`.execute(db);
      expect(await forgetOldKeys(db)).toBe(false);
      expect(await one('SELECT COUNT(*) AS n FROM idempotency_keys')).toEqual({ n: '0' });
    });
  });
});
