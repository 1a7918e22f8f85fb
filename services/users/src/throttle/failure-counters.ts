import type { Attempt, Failures } from './failures.ts';

/** Counts failed sign-ins of subjects, for all replicas and whatever else is lost. `now` is the database's clock. */
export interface FailureCounters {
  attempt(subject: string, now: Date): Promise<Attempt>;
  /** It was no guess, or nothing was tried: this attempt is forgotten, and the wait that it began. */
  takeBack(subject: string, counted: Failures): Promise<void>;
  /** All of the subject's failures are forgotten. */
  clear(subject: string): Promise<void>;
}
