import type { AuditEntry, UserId } from '@arcade/contracts';

export interface AuditQuery {
  readonly actor?: UserId | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface AuditPage {
  readonly items: AuditEntry[];
  readonly nextCursor?: string;
}

/** Who did what. Entries are added and get their outcome once; nothing else changes or removes them. */
export interface AuditTrail {
  /** The same entry twice is one, in whichever order its beginning and its outcome come. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  /** Newest first. @throws DomainError invalid-cursor */
  list(query: AuditQuery): Promise<AuditPage>;
}
