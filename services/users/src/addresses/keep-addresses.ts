import type { Address, AddressId } from '@arcade/contracts';
import { derivedId, type IfMatch } from '@arcade/service-defaults';
import { changeProfile, seen } from '../accounts/account-changes.ts';
import type { Account, Profile } from '../accounts/account.ts';
import { defaultAddressOf, setProfileAddress, type AddressBook } from './address-book.ts';
import type { AccountWithBook } from './address-books.ts';

/** A change of the book; the profile shows its default. */
export const changeBook =
  (change: (book: AddressBook, now: Date) => AddressBook) =>
  ({ account, book }: AccountWithBook, now: Date): AccountWithBook => {
    const changed = change(book, now);
    return { book: changed, account: withAddress(account, defaultAddressOf(changed), now) };
  };

function withAddress(account: Account, address: Address | null, now: Date): Account {
  if (JSON.stringify(account.profile.address) === JSON.stringify(address)) return account;
  return seen(account, { profile: { ...account.profile, address } }, now);
}

/** A change of the profile; its address is the default of the book. @throws DomainError etag-mismatch, address-book-full */
export const changeProfileWithBook =
  (change: Partial<Profile>, ifMatch: IfMatch, newId: AddressId) =>
  ({ account, book }: AccountWithBook, now: Date): AccountWithBook => {
    const changed = changeProfile(account, change, ifMatch, now);
    const { address } = change;
    return { account: changed, book: address === undefined ? book : setProfileAddress(book, address, newId, now) };
  };

/** The book of somebody from before there were books: the address of the profile, if any. */
export function firstBookOf({ userId, profile: { address }, createdAt, updatedAt }: Account): AddressBook {
  if (address === null) return { entries: [], defaultId: null };
  const addressId = derivedId<AddressId>('first address', userId);
  return { entries: [{ addressId, address, version: 1, createdAt, updatedAt }], defaultId: addressId };
}
