import type { UserId } from '@arcade/contracts';
import type { Account } from '../accounts/account.ts';
import type { AddressBook } from './address-book.ts';

/** An account beside its book: the default of the book is the address of the account's profile. */
export interface AccountWithBook {
  readonly account: Account;
  readonly book: AddressBook;
}

export interface AddressBooks {
  /** @throws DomainError not-found */
  read(userId: UserId): Promise<AddressBook>;
  /**
   * Changes both, or neither. `now` is the database's clock.
   * @throws DomainError not-found, or whatever the change throws
   */
  change(userId: UserId, change: (current: AccountWithBook, now: Date) => AccountWithBook): Promise<AccountWithBook>;
}
