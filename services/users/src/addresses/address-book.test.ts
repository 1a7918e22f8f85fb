import { describe, expect, it } from '@jest/globals';
import { addressBookLimit, type Address, type AddressId } from '@arcade/contracts';
import { newId, parseIfMatch } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import { anAccount, at } from '../accounts/account-under-test.fixture.ts';
import {
  addAddress,
  changeAddress,
  defaultAddressOf,
  emptyBook,
  entryOf,
  removeAddress,
  setDefault,
  type AddressBook,
} from './address-book.ts';
import { changeBook, changeProfileWithBook, firstBookOf } from './keep-addresses.ts';

const street = (line1: string): Address => ({ line1, city: 'Doha', countryCode: 'QA' });
const ids = Array.from({ length: 4 }, () => newId<AddressId>());
const [a, b, c] = ids as [AddressId, AddressId, AddressId];
const bookOf = (...addressIds: AddressId[]) =>
  addressIds.reduce(
    (book, id) => addAddress(book, { addressId: id, address: street(id), isDefault: false }, at(0)),
    emptyBook,
  );

describe('an address book', () => {
  it('has the only address as its default, and later ones only when asked', () => {
    expect(bookOf(a, b).defaultId).toBe(a);
    const asked = addAddress(bookOf(a, b), { addressId: c, address: street('c'), isDefault: true }, at(1));
    expect(asked.defaultId).toBe(c);
    expect(asked.entries.map(({ version }) => version)).toEqual([3, 1, 2]);
  });

  it('does not choose a default when that one goes', () => {
    const left = removeAddress(bookOf(a, b), a, parseIfMatch('*'));
    expect(left).toMatchObject({ defaultId: null, entries: [{ addressId: b }] });
    expect(setDefault(left, b, true, at(1)).defaultId).toBe(b);
    expect(setDefault(bookOf(a), a, false, at(1)).defaultId).toBeNull();
  });

  it('takes the same entry once', () => {
    const book = bookOf(a);
    expect(addAddress(book, { addressId: a, address: street('other'), isDefault: true }, at(1))).toBe(book);
  });

  it('has room for twenty', () => {
    const full = bookOf(...Array.from({ length: addressBookLimit }, () => newId<AddressId>()));
    const one = { addressId: a, address: street('a'), isDefault: false };
    expect(() => addAddress(full, one, at(1))).toThrow(expect.objectContaining({ code: 'address-book-full' }));
  });

  it('changes and forgets only what was read last', () => {
    const changed = changeAddress(
      bookOf(a),
      { addressId: a, address: street('new'), ifMatch: parseIfMatch('"2"') },
      at(1),
    );
    expect(entryOf(changed, a)).toMatchObject({
      address: street('new'),
      version: 3,
      createdAt: at(0),
      updatedAt: at(1),
    });
    expect(() => removeAddress(changed, a, parseIfMatch('"2"'))).toThrow(
      expect.objectContaining({ code: 'etag-mismatch' }),
    );
    expect(() => removeAddress(changed, b, parseIfMatch('*'))).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('of before there were books is the address of the profile', () => {
    const account = anAccount();
    expect(firstBookOf(account)).toEqual(emptyBook);
    const address = street('old');
    const old = firstBookOf({ ...account, profile: { ...account.profile, address } });
    expect(defaultAddressOf(old)).toEqual(address);
    expect(firstBookOf({ ...account, profile: { ...account.profile, address } })).toEqual(old);
  });
});

describe('the address of a profile', () => {
  const id = fc.constantFrom(...ids);
  const line = fc.stringMatching(/^[a-z]{1,5}$/);
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), id, line, isDefault: fc.boolean() }),
    fc.record({ do: fc.constant('change' as const), id, line }),
    fc.record({ do: fc.constant('remove' as const), id }),
    fc.record({ do: fc.constant('default' as const), id, on: fc.boolean() }),
    fc.record({ do: fc.constant('profile' as const), line: fc.option(line) }),
  );

  it('is the default of the book, whatever is done to either', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const account = anAccount();
        let current = { account, book: firstBookOf(account) };
        steps.forEach((taken, index) => {
          try {
            current = changeOf(taken)(current, at(index + 1));
          } catch (error) {
            expect(error).toMatchObject({ code: 'not-found' });
          }
          const { entries, defaultId } = current.book;
          expect(current.account.profile.address).toEqual(defaultAddressOf(current.book));
          if (defaultId !== null) expect(entries.map(({ addressId }) => addressId)).toContain(defaultId);
          expect(new Set(entries.map(({ addressId }) => addressId)).size).toBe(entries.length);
        });
      }),
    );
  });

  const changeOf = (taken: typeof step extends fc.Arbitrary<infer Step> ? Step : never) => {
    const book = (change: (book: AddressBook, now: Date) => AddressBook) => changeBook(change);
    switch (taken.do) {
      case 'add':
        return book((now, when) =>
          addAddress(now, { addressId: taken.id, address: street(taken.line), isDefault: taken.isDefault }, when),
        );
      case 'change':
        return book((now, when) =>
          changeAddress(now, { addressId: taken.id, address: street(taken.line), ifMatch: parseIfMatch('*') }, when),
        );
      case 'remove':
        return book((now) => removeAddress(now, taken.id, parseIfMatch('*')));
      case 'default':
        return book((now, when) => setDefault(now, taken.id, taken.on, when));
      case 'profile':
        return changeProfileWithBook(
          { address: taken.line === null ? null : street(taken.line) },
          parseIfMatch('*'),
          newId(),
        );
    }
  };
});
