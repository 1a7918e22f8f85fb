import { DomainError } from '@arcade/contracts';
import { sql, type Kysely } from 'kysely';
import {
  claimSeconds,
  keepHours,
  replayed,
  requestHash,
  seedOf,
  type Idempotent,
  type KeyedRequest,
} from '../idempotent.ts';
import type { Migration } from './migrate.ts';

export const idempotencyMigration: Migration = {
  name: '000-idempotency',
  statements: [
    `CREATE TABLE idempotency_keys (
      user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      idempotency_key VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      request_hash CHAR(64) CHARACTER SET ascii NOT NULL,
      status SMALLINT NULL,
      body MEDIUMTEXT NULL,
      claimed_until DATETIME(6) NOT NULL,
      created_at DATETIME(6) NOT NULL,
      PRIMARY KEY (user_id, idempotency_key),
      KEY idempotency_keys_age (created_at)
    ) ENGINE=InnoDB`,
  ],
};

interface StoredKey {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: string | null;
}

/** Idempotency keys in the service's own MySQL schema. */
export function createMysqlIdempotent(db: Kysely<never>): Idempotent {
  return async (request, work) => {
    const hash = requestHash(request.request);
    const stored = await claim(db, request, hash);
    if (stored !== undefined) return replay(stored, hash);
    try {
      const { status, body } = await work(seedOf(request));
      const rawJson = JSON.stringify(body);
      await sql`UPDATE idempotency_keys SET status = ${status}, body = ${rawJson}
        WHERE user_id = ${request.userId} AND idempotency_key = ${request.key}`.execute(db);
      return { status, rawJson };
    } catch (error) {
      await sql`DELETE FROM idempotency_keys
        WHERE user_id = ${request.userId} AND idempotency_key = ${request.key} AND status IS NULL`.execute(db);
      throw error;
    }
  };
}

/** Undefined: the key is ours to work on. */
async function claim(db: Kysely<never>, { userId, key }: KeyedRequest, hash: string): Promise<StoredKey | undefined> {
  const inserted = await sql`INSERT IGNORE INTO idempotency_keys
    VALUES (${userId}, ${key}, ${hash}, NULL, NULL, NOW(6) + INTERVAL ${claimSeconds} SECOND, NOW(6))`.execute(db);
  if (inserted.numAffectedRows === 1n) return undefined;
  const takenOver = await sql`UPDATE idempotency_keys SET claimed_until = NOW(6) + INTERVAL ${claimSeconds} SECOND
    WHERE user_id = ${userId} AND idempotency_key = ${key} AND request_hash = ${hash} AND status IS NULL
      AND claimed_until < NOW(6)`.execute(db);
  if (takenOver.numAffectedRows === 1n) return undefined;
  const { rows } = await sql<StoredKey>`SELECT request_hash, status, body FROM idempotency_keys
    WHERE user_id = ${userId} AND idempotency_key = ${key}`.execute(db);
  return rows[0] ?? { request_hash: hash, status: null, body: null };
}

function replay({ request_hash, status, body }: StoredKey, hash: string) {
  if (request_hash !== hash) throw new DomainError('idempotency-mismatch');
  if (status === null || body === null) throw new DomainError('idempotency-in-flight');
  return { status, rawJson: body, headers: replayed };
}

/** Forgets answers nobody will ask for again. Work for a loop; true when there is more. */
export async function forgetOldKeys(db: Kysely<never>): Promise<boolean> {
  const limit = 1000;
  const { numAffectedRows } = await sql`DELETE FROM idempotency_keys
    WHERE created_at < NOW(6) - INTERVAL ${keepHours} HOUR LIMIT ${limit}`.execute(db);
  return numAffectedRows === BigInt(limit);
}
