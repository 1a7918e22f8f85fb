import type { UserId } from '@arcade/contracts';
import type { Account, LinkKind } from './account.ts';

export interface AccountPage {
  readonly items: readonly Account[];
  readonly nextCursor?: string;
}

/** Accounts and the events that tell of them. `now` is the database's clock everywhere. */
export interface AccountRepository {
  now(): Promise<Date>;
  insert(account: Account): Promise<'inserted' | 'email-taken'>;
  find(userId: UserId): Promise<Account | undefined>;
  findByEmail(email: string): Promise<Account | undefined>;
  /** The account that a link of this kind was mailed for; it may have expired. */
  findByToken(kind: LinkKind, tokenHash: string): Promise<Account | undefined>;
  /**
   * Applies a change to the account as it is at that moment; tried again when somebody else was faster.
   * @throws DomainError not-found, already-exists when the changed address is another's, or whatever the change throws
   */
  update<Changed extends Account>(userId: UserId, change: (account: Account, now: Date) => Changed): Promise<Changed>;
  /** Newest first. @throws DomainError invalid-cursor */
  list(query: { cursor?: string | undefined; limit: number; email?: string | undefined }): Promise<AccountPage>;
  hasAdmin(): Promise<boolean>;
  withDueMail(limit: number): Promise<readonly Account[]>;
  withRevocations(limit: number): Promise<readonly Account[]>;
}
