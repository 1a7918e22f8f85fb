/** An event that has its place in the producer's log. */
export interface StoredEvent {
  /** Gap-free position, from 1. */
  readonly seq: number;
  readonly topic: string;
  readonly type: string;
  /** Payload and the members every event carries. */
  readonly data: StoredData;
  /** W3C traceparent of the request that caused it. */
  readonly traceparent?: string;
}

export interface StoredData {
  readonly eventId: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly occurredAt: string;
  readonly seq: number;
  readonly [member: string]: unknown;
}

export interface Backlog {
  /** Events no broker has been given yet. */
  readonly count: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** The producer's side of a store: what was committed, in the order everybody reads it. */
export interface EventLog {
  /** Gives committed events their positions and answers them in order; at most `limit`. */
  number(limit: number): Promise<readonly StoredEvent[]>;
  /** Numbered events that nobody has marked as sent, oldest first. */
  unsent(limit: number, olderThanSeconds: number): Promise<readonly StoredEvent[]>;
  markSent(seqs: readonly number[]): Promise<void>;
  /** `lastSeq` is how far was looked, whether or not the last ones matched. */
  read(query: LogQuery): Promise<{ readonly events: readonly StoredEvent[]; readonly lastSeq: number }>;
  backlog(): Promise<Backlog>;
  /** Deletes, from the front, what is older than the retention; true when there is more. */
  forget(): Promise<boolean>;
}

export interface LogQuery {
  readonly after: number;
  readonly limit: number;
  readonly topics?: readonly string[] | undefined;
}

/** How many positions one read looks at, so that a rare topic in a long log costs several short reads. */
export const readWindow = 20_000;
/** How long the log can be read back. */
export const logDays = 30;
