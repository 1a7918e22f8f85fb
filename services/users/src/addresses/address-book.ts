import { addressBookLimit, DomainError, type Address, type AddressId } from '@arcade/contracts';
import { etagOf, requireMatch, type IfMatch } from '@arcade/service-defaults';

export interface BookEntry {
  readonly addressId: AddressId;
  readonly address: Address;
  /** Of what its owner sees; ETag. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The addresses that somebody keeps, oldest first. */
export interface AddressBook {
  readonly entries: readonly BookEntry[];
  readonly defaultId: AddressId | null;
}

export const emptyBook: AddressBook = { entries: [], defaultId: null };

/** @throws DomainError not-found */
export function entryOf(book: AddressBook, addressId: AddressId): BookEntry {
  const entry = book.entries.find((each) => each.addressId === addressId);
  if (entry === undefined) throw new DomainError('not-found');
  return entry;
}

export const defaultAddressOf = ({ entries, defaultId }: AddressBook): Address | null =>
  entries.find(({ addressId }) => addressId === defaultId)?.address ?? null;

export interface NewEntry {
  readonly addressId: AddressId;
  readonly address: Address;
  readonly isDefault: boolean;
}

/** The only one is the default, whatever was said. The same id again is the same entry. @throws DomainError address-book-full */
export function addAddress(book: AddressBook, { addressId, address, isDefault }: NewEntry, now: Date): AddressBook {
  if (book.entries.some((entry) => entry.addressId === addressId)) return book;
  if (book.entries.length >= addressBookLimit) {
    throw new DomainError('address-book-full', undefined, { limit: addressBookLimit });
  }
  const entry = { addressId, address, version: 1, createdAt: now, updatedAt: now };
  const added = { ...book, entries: [...book.entries, entry] };
  return isDefault || book.entries.length === 0 ? setDefault(added, addressId, true, now) : added;
}

/** @throws DomainError not-found, etag-mismatch */
export function changeAddress(
  book: AddressBook,
  {
    addressId,
    address,
    ifMatch,
  }: { readonly addressId: AddressId; readonly address: Address; readonly ifMatch: IfMatch },
  now: Date,
): AddressBook {
  requireMatch(ifMatch, etagOf(entryOf(book, addressId).version));
  return seen(book, addressId, { address }, now);
}

/** Nobody chooses another default for its owner. @throws DomainError not-found, etag-mismatch */
export function removeAddress(book: AddressBook, addressId: AddressId, ifMatch: IfMatch): AddressBook {
  requireMatch(ifMatch, etagOf(entryOf(book, addressId).version));
  return {
    entries: book.entries.filter((entry) => entry.addressId !== addressId),
    defaultId: book.defaultId === addressId ? null : book.defaultId,
  };
}

/** @throws DomainError not-found */
export function setDefault(book: AddressBook, addressId: AddressId, isDefault: boolean, now: Date): AddressBook {
  entryOf(book, addressId);
  const { defaultId: before } = book;
  if ((before === addressId) === isDefault) return book;
  const left = before === null || before === addressId ? book : seen(book, before, {}, now);
  return { ...seen(left, addressId, {}, now), defaultId: isDefault ? addressId : null };
}

/** What the owner says of the one address of the profile: it is the default's, a new default, or none. @throws DomainError address-book-full */
export function setProfileAddress(
  book: AddressBook,
  address: Address | null,
  newId: AddressId,
  now: Date,
): AddressBook {
  const { defaultId } = book;
  if (address === null) return defaultId === null ? book : setDefault(book, defaultId, false, now);
  if (defaultId !== null) return seen(book, defaultId, { address }, now);
  return addAddress(book, { addressId: newId, address, isDefault: true }, now);
}

const seen = (book: AddressBook, addressId: AddressId, change: Partial<BookEntry>, now: Date): AddressBook => ({
  ...book,
  entries: book.entries.map((entry) =>
    entry.addressId === addressId ? { ...entry, ...change, version: entry.version + 1, updatedAt: now } : entry,
  ),
});
