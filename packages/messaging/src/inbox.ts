/** How an event came: from the broker, by catch-up, or from the dead letters. */
export type Via = 'broker' | 'catch-up' | 'replay' | 'dead-letter';

/** An event as it arrived, whether or not it has the shape it should have. */
export interface Message {
  readonly eventId: string;
  readonly topic: string;
  readonly data: unknown;
  /** W3C traceparent of the request that caused it. */
  readonly traceparent?: string | undefined;
}

export interface Failures {
  readonly attempts: number;
  /** Since the first of them. */
  readonly seconds: number;
}

/** An event nobody could process, kept until somebody has mended the cause. */
export interface DeadLetter extends Message {
  readonly reason: string;
  readonly attempts: number;
  readonly deadLetteredAt: Date;
}

/** The consumer's side of a store. `Tx` is the transaction that handlers write in. */
export interface Inbox<Tx> {
  /**
   * Runs work for each event in the one transaction that also notes them all, but not for those noted before. Answers
   * for which it ran; when work throws, nothing has happened.
   */
  once(
    messages: readonly Message[],
    via: Via,
    work: (tx: Tx, message: Message) => Promise<unknown>,
  ): Promise<ReadonlySet<Message>>;
  /** Which of these events are noted. */
  known(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Counts one more failure, durably. */
  countFailure(message: Message, reason: string): Promise<Failures>;
  /** Keeps the event as a dead letter and notes it. False when it was noted before. */
  deadLetter(message: Message, reason: string): Promise<boolean>;
  /** By id, which is the order in which events arose; those after an id, without those replayed. */
  listDeadLetters(limit: number, after?: string): Promise<readonly DeadLetter[]>;
  /** Handles a dead letter after all: runs work in the transaction that takes it away. False when there is none. */
  replay(eventId: string, work: (tx: Tx, message: Message) => Promise<unknown>): Promise<boolean>;
  /** Up to where everything of these topics is noted. */
  position(topics: readonly string[]): Promise<number>;
  /** Moves the position on, never back. */
  advance(topics: readonly string[], seq: number): Promise<void>;
  /** Starts again from the first event. */
  rewind(topics: readonly string[]): Promise<void>;
  /** Deletes what no producer's log can bring again; true when there is more. */
  forget(): Promise<boolean>;
}

/** Longer than any log goes back, so that nothing is taken for new twice. */
export const inboxDays = 37;
