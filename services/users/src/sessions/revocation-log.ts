import type { SessionRevocation, UserId } from '@arcade/contracts';

export interface NewRevocation {
  /** The same one twice is one. */
  readonly revocationId: string;
  readonly userId: UserId;
  /** One session; absent: every session of the user begun until `revokedAt`. */
  readonly sessionHash?: string;
  readonly revokedAt: Date;
}

/** Every session that ended early, in one gap-free order: whoever has read up to a position has missed nothing. */
export interface RevocationLog {
  /** Appends and announces it; a repeated one changes nothing. */
  append(revocation: NewRevocation): Promise<void>;
  /** `lastSeq`: where to read on; smaller than `after` when the log was restored from an older state. */
  read(after: number, limit: number): Promise<{ items: SessionRevocation[]; lastSeq: number }>;
  /** Forgets revocations that no session can be old enough for. The newest stays: it carries the position. */
  prune(): Promise<void>;
}
