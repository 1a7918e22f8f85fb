import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { testMysql } from '@arcade/testing';
import { sql, type Kysely, type Transaction } from 'kysely';
import { PoolConnection } from 'mysql2';
import { idempotentContract } from '../idempotent.contract.ts';
import { connectMysql } from './connect-mysql.ts';
import { GuardFailed } from './batching-driver.ts';
import { inTransaction } from './in-transaction.ts';
import { later } from './later.ts';
import { migrate } from './migrate.ts';
import { given, readTogether } from './read-together.ts';
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

    it('sets the mode itself, whatever the server’s is: strict, and with the escapes of our statements', async () => {
      await sql`CREATE TABLE short (text VARCHAR(3) NOT NULL)`.execute(db);
      const own = await one<{ mode: string }>('SELECT @@sql_mode AS mode');
      expect(own?.mode.split(',').toSorted()).toEqual([
        'ERROR_FOR_DIVISION_BY_ZERO',
        'NO_ENGINE_SUBSTITUTION',
        'NO_ZERO_DATE',
        'NO_ZERO_IN_DATE',
        'STRICT_TRANS_TABLES',
      ]);
      await expect(sql`INSERT INTO short VALUES (${'long'})`.execute(db)).rejects.toMatchObject({ errno: 1406 });
    });
  });

  describe('migrate', () => {
    const steps = { name: '001', statements: ['CREATE TABLE a (x INT)', 'INSERT INTO a VALUES (1)'] };

    it('applies each statement once, whoever starts at the same time', async () => {
      await Promise.all([migrate(db, [steps]), migrate(db, [steps]), migrate(db, [steps])]);
      await migrate(db, [steps]);
      expect(await one('SELECT COUNT(*) AS n FROM a')).toEqual({ n: '1' });
    });

    it('resumes after a death between a statement and its record', async () => {
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

  describe('a transaction', () => {
    beforeAll(async () => {
      await sql`CREATE TABLE notes (id INT PRIMARY KEY, n INT NOT NULL)`.execute(db);
    });
    beforeEach(async () => {
      await sql`DELETE FROM notes`.execute(db);
    });
    const note = (id: number, n: number) => sql`INSERT INTO notes VALUES (${id}, ${n})`;
    const change = (id: number, n: number) => sql`UPDATE notes SET n = ${n} WHERE id = ${id}`;
    const notes = async () =>
      (await sql<{ id: number; n: number }>`SELECT id, n FROM notes ORDER BY id`.execute(db)).rows;
    const noted = (rows: readonly { id: number; n: number }[]) => rows.map(({ id, n }) => [id, n]);
    /** Round trips of a session so far: each is one packet of the client. */
    const trips = async (work: (tx: Transaction<never>) => Promise<unknown>) => {
      const spy = jest.spyOn(PoolConnection.prototype, 'query');
      try {
        await inTransaction(db, work);
        return spy.mock.calls.length;
      } finally {
        spy.mockRestore();
      }
    };

    it('takes no trip for what it only writes but one, and none when it does nothing', async () => {
      const writes = async (tx: Transaction<never>) => {
        await later(tx, note(1, 10));
        await later(tx, note(2, 20));
        await later(tx, change(1, 11), { rows: 1 });
      };
      expect(await trips(writes)).toBe(1);
      expect(noted(await notes())).toEqual([
        [1, 11],
        [2, 20],
      ]);
      expect(await trips(async () => undefined)).toBe(0);
    });

    it('sees its own deferred writes in what it reads next', async () => {
      const seen = await inTransaction(db, async (tx) => {
        await later(tx, note(1, 10));
        const { rows } = await sql<{ n: number }>`SELECT n FROM notes WHERE id = 1`.execute(tx);
        await later(tx, change(1, 12));
        const { numAffectedRows } = await change(1, 13).execute(tx);
        return { rows, numAffectedRows };
      });
      expect(seen).toEqual({ rows: [{ n: 10 }], numAffectedRows: 1n });
      expect(noted(await notes())).toEqual([[1, 13]]);
    });

    it('leaves nothing behind when a deferred write fails, whatever stands before and after it', async () => {
      await note(2, 20).execute(db);
      const twice = inTransaction(db, async (tx) => {
        await later(tx, note(1, 10));
        await later(tx, note(2, 21));
        await later(tx, note(3, 30));
      });
      await expect(twice).rejects.toMatchObject({ errno: 1062 });
      expect(noted(await notes())).toEqual([[2, 20]]);
    });

    it('fails by a guard whose write has met nothing, and commits when it has met the row unchanged', async () => {
      await note(1, 10).execute(db);
      const missed = inTransaction(db, async (tx) => {
        await later(tx, note(2, 20));
        await later(tx, change(9, 90), { rows: 1 });
        await later(tx, note(3, 30));
      });
      await expect(missed).rejects.toThrow(GuardFailed);
      expect(noted(await notes())).toEqual([[1, 10]]);
      await inTransaction(db, (tx) => later(tx, change(1, 10), { rows: 1 }));
      expect(noted(await notes())).toEqual([[1, 10]]);
    });

    it('leaves the connection clean for the next, also when it threw before anything was sent', async () => {
      const abandoned = inTransaction(db, async (tx) => {
        await later(tx, note(1, 10));
        throw new Error('changed my mind');
      });
      await expect(abandoned).rejects.toThrow('changed my mind');
      await inTransaction(db, (tx) => later(tx, note(2, 20)));
      expect(noted(await notes())).toEqual([[2, 20]]);
    });

    it('writes values as values, whatever is in them', async () => {
      await sql`CREATE TABLE IF NOT EXISTS words (word TEXT NOT NULL)`.execute(db);
      const word = "'; DELETE FROM notes; -- \\' ? \u0000";
      await inTransaction(db, async (tx) => {
        await later(tx, note(1, 10));
        await later(tx, sql`INSERT INTO words VALUES (${word})`);
      });
      const { rows } = await sql<{ word: string }>`SELECT word FROM words`.execute(db);
      expect(rows).toEqual([{ word }]);
      expect(noted(await notes())).toEqual([[1, 10]]);
    });
  });

  describe('readTogether', () => {
    const rowsOf = (text: string) => ({ queries: [sql.raw<never>(text)], from: (rows: readonly never[] = []) => rows });

    it('answers the rows of each query, of none and of one alike', async () => {
      expect(await readTogether(db)).toEqual([]);
      expect(await readTogether(db, given('nothing asked'))).toEqual(['nothing asked']);
      expect(await readTogether(db, rowsOf('SELECT 1 AS a'))).toEqual([[{ a: 1 }]]);
      const empty = rowsOf('SELECT 3 AS c FROM DUAL WHERE FALSE');
      const [first, none, last] = await readTogether(db, rowsOf('SELECT 1 AS a'), empty, rowsOf('SELECT 2 AS b'));
      expect([first, none, last]).toEqual([[{ a: 1 }], [], [{ b: 2 }]]);
    });

    it('reads in a transaction what was written before', async () => {
      const read = await inTransaction(db, async (tx) => {
        await later(tx, sql`CREATE TEMPORARY TABLE IF NOT EXISTS seen (n INT)`);
        await later(tx, sql`INSERT INTO seen VALUES (7)`);
        return await readTogether(tx, rowsOf('SELECT n FROM seen'), rowsOf('SELECT COUNT(*) AS c FROM seen'));
      });
      expect(read).toEqual([[{ n: 7 }], [{ c: '1' }]]);
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
