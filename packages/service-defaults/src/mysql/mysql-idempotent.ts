import { DomainError } from '@arcade/contracts';
import { sql } from 'kysely';
import {
  claimSeconds,
  keepHours,
  replayed,
  requestHash,
  seedOf,
  type Idempotent,
  type KeyedRequest,
} from '../idempotent.ts';
import { newId } from '../ids.ts';
import type { Session } from './later.ts';
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
    // Whose claim it is: a process that outlives its own must not end its successor's.
    'ALTER TABLE idempotency_keys ADD COLUMN claim_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL',
  ],
};

interface StoredKey {
  readonly request_hash: string;
  readonly status: number | null;
  readonly body: string | null;
}

/** Idempotency keys in the service's own MySQL schema. */
export function createMysqlIdempotent(db: Session): Idempotent {
  return async (request, work) => {
    const mine: Claim = { ...request, hash: requestHash(request.request), claimId: newId() };
    const stored = await claim(db, mine);
    if (stored !== undefined) return replay(stored, mine);
    try {
      const { status, body } = await work(seedOf(request));
      return await keepAnswer(db, mine, { status, rawJson: JSON.stringify(body) });
    } catch (error) {
      // Where even that fails, the claim lapses.
      await release(db, mine).catch(() => undefined);
      throw error;
    }
  };
}

interface Claim extends KeyedRequest {
  readonly hash: string;
  readonly claimId: string;
}

/** Undefined: the key is ours to work on. */
async function claim(db: Session, mine: Claim): Promise<StoredKey | undefined> {
  const { userId, key, hash, claimId } = mine;
  const inserted = await sql`INSERT IGNORE INTO idempotency_keys
      (user_id, idempotency_key, request_hash, claimed_until, created_at, claim_id)
    VALUES (${userId}, ${key}, ${hash}, NOW(6) + INTERVAL ${claimSeconds} SECOND, NOW(6), ${claimId})`.execute(db);
  if (inserted.numAffectedRows === 1n) return undefined;
  const takenOver = await sql`UPDATE idempotency_keys
    SET claimed_until = NOW(6) + INTERVAL ${claimSeconds} SECOND, claim_id = ${claimId}
    WHERE ${isOf(mine)} AND request_hash = ${hash} AND status IS NULL AND claimed_until < NOW(6)`.execute(db);
  if (takenOver.numAffectedRows === 1n) return undefined;
  return (await read(db, mine)) ?? { request_hash: hash, status: null, body: null };
}

/** The first answer stays: who was slower than its own claim gives what its successor has answered. */
async function keepAnswer(db: Session, mine: Claim, answer: { status: number; rawJson: string }) {
  const { numAffectedRows } = await sql`UPDATE idempotency_keys SET status = ${answer.status}, body = ${answer.rawJson}
    WHERE ${isOf(mine)} AND request_hash = ${mine.hash} AND status IS NULL`.execute(db);
  if (numAffectedRows === 1n) return answer;
  const stored = await read(db, mine);
  return stored === undefined ? answer : replay(stored, mine);
}

/** Ends the claim, not the key: the same request may try again at once, another may not, for work may have taken effect. */
const release = (db: Session, mine: Claim): Promise<unknown> =>
  sql`UPDATE idempotency_keys SET claimed_until = NOW(6) - INTERVAL 1 MICROSECOND
    WHERE ${isOf(mine)} AND claim_id = ${mine.claimId} AND status IS NULL`.execute(db);

async function read(db: Session, mine: Claim): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`SELECT request_hash, status, body FROM idempotency_keys
    WHERE ${isOf(mine)}`.execute(db);
  return rows[0];
}

const isOf = ({ userId, key }: Claim) => sql`user_id = ${userId} AND idempotency_key = ${key}`;

function replay({ request_hash, status, body }: StoredKey, { hash }: Claim) {
  if (request_hash !== hash) throw new DomainError('idempotency-mismatch');
  if (status === null || body === null) throw new DomainError('idempotency-in-flight');
  return { status, rawJson: body, headers: replayed };
}

/** Forgets answers nobody will ask for again. Work for a loop; true when there is more. */
export async function forgetOldKeys(db: Session): Promise<boolean> {
  const limit = 1000;
  const { numAffectedRows } = await sql`DELETE FROM idempotency_keys
    WHERE created_at < NOW(6) - INTERVAL ${keepHours} HOUR LIMIT ${limit}`.execute(db);
  return numAffectedRows === BigInt(limit);
}
