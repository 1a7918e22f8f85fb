import { sql, type RawBuilder } from 'kysely';
import { stepName, type SagaStep } from '../domain/next-step.ts';

/** How long a driver may work before another may take over. */
export const leaseSeconds = 15;

/** What a write does to the saga's row. */
export interface SagaWrite {
  readonly step: SagaStep;
  /** After which pause, when the step is a retry. */
  readonly pauseMs?: number | undefined;
  /** Of a run that has claimed the saga; others leave the lease alone. */
  readonly claimNo?: number | undefined;
}

/** Assignments for `UPDATE … saga …`. */
export function sagaSet(write: SagaWrite): readonly RawBuilder<unknown>[] {
  const { step } = write;
  const progress = step.kind !== 'retry';
  return [
    sql`saga.step = ${stepName(step)}`,
    sql`saga.next_attempt_at = ${dueAt(write)}`,
    progress ? sql`saga.attempt = 0` : sql`saga.attempt = saga.attempt + 1`,
    progress ? sql`saga.failing_since = NULL` : sql`saga.failing_since = COALESCE(saga.failing_since, NOW(6))`,
    ...(write.claimNo === undefined ? [] : [sql`saga.lease_until = ${leaseAfter(step)}`]),
  ];
}

function dueAt({ step, pauseMs = 0 }: SagaWrite): RawBuilder<unknown> {
  switch (step.kind) {
    case 'call':
    case 'move':
      return sql`NOW(6)`;
    case 'retry':
      return sql`NOW(6) + INTERVAL ${pauseMs * 1000} MICROSECOND`;
    case 'wait':
      return sql`${step.until}`;
    case 'done':
      return sql`NULL`;
  }
}

/** A run that continues keeps its claim. */
const leaseAfter = (step: SagaStep): RawBuilder<unknown> =>
  step.kind === 'call' || step.kind === 'move' ? sql`NOW(6) + INTERVAL ${leaseSeconds} SECOND` : sql`NULL`;
