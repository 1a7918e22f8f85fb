import type { Compilable, CompiledQuery, Kysely, RawBuilder } from 'kysely';
import { defer, guardOf } from './batching-driver.ts';

/** A database or a transaction, whatever its tables. */
export type Session = Pick<Kysely<never>, 'executeQuery' | 'getExecutor'>;
/** A statement, built or about to be. */
export type Statement = Compilable | RawBuilder<unknown> | CompiledQuery;

/**
 * Writes with the next statement that has to be answered, or with the commit; an error, of a duplicate key say, comes from
 * there. With `rows` the transaction fails with `GuardFailed` unless at least so many were matched.
 */
export async function later(tx: Session, write: Statement, { rows }: { readonly rows?: number } = {}): Promise<void> {
  await tx.executeQuery(defer(compiled(tx, write)));
  if (rows !== undefined) await tx.executeQuery(defer(guardOf(rows)));
}

export function compiled(db: Session, statement: Statement): CompiledQuery {
  if (!('compile' in statement)) return statement;
  return 'isRawBuilder' in statement ? statement.compile(db) : statement.compile();
}
