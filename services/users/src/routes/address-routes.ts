import type { AddressId, usersApi } from '@arcade/contracts';
import { derivedId, etagOf, newId, seedOf, type Handlers } from '@arcade/service-defaults';
import {
  addAddress,
  changeAddress,
  entryOf,
  removeAddress,
  setDefault,
  type AddressBook,
  type BookEntry,
} from '../addresses/address-book.ts';
import { changeBook } from '../addresses/keep-addresses.ts';
import type { UsersContext } from '../users-context.ts';

/** The addresses that somebody keeps. */
export const addressRoutes = ({ addressBooks, idempotent }: Pick<UsersContext, 'addressBooks' | 'idempotent'>) =>
  ({
    async listAddresses({ identity }) {
      const book = await addressBooks.read(identity.userId);
      return { body: { items: book.entries.map((entry) => view(book, entry)) } };
    },
    async getAddress({ identity, params }) {
      return reply(await addressBooks.read(identity.userId), params.addressId);
    },
    async addAddress({ identity: { userId }, body, idempotencyKey: key }) {
      const request = key === undefined ? undefined : { userId, key, request: ['addAddress', body] };
      const addressId = request === undefined ? newId<AddressId>() : derivedId<AddressId>('address', seedOf(request));
      const work = async () => {
        const entry = { ...body, addressId };
        const { book } = await addressBooks.change(
          userId,
          changeBook((current, now) => addAddress(current, entry, now)),
        );
        return { status: 201, body: view(book, entryOf(book, addressId)) };
      };
      const answer = request === undefined ? await work() : await idempotent(request, work);
      const headers = { location: `/users/addresses/${addressId}`, ...('headers' in answer ? answer.headers : {}) };
      return { ...answer, headers };
    },
    async changeAddress({ identity, params: { addressId }, body: { address }, ifMatch }) {
      const { book } = await addressBooks.change(
        identity.userId,
        changeBook((current, now) => changeAddress(current, { addressId, address, ifMatch }, now)),
      );
      return reply(book, addressId);
    },
    async setDefaultAddress({ identity, params: { addressId }, body: { isDefault } }) {
      const { book } = await addressBooks.change(
        identity.userId,
        changeBook((current, now) => setDefault(current, addressId, isDefault, now)),
      );
      return reply(book, addressId);
    },
    async removeAddress({ identity, params: { addressId }, ifMatch }) {
      await addressBooks.change(
        identity.userId,
        changeBook((current) => removeAddress(current, addressId, ifMatch)),
      );
      return {};
    },
  }) satisfies Partial<Handlers<typeof usersApi>>;

const view = ({ defaultId }: AddressBook, { addressId, address, createdAt, updatedAt }: BookEntry) => ({
  addressId,
  address,
  isDefault: addressId === defaultId,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

function reply(book: AddressBook, addressId: AddressId) {
  const entry = entryOf(book, addressId);
  return { body: view(book, entry), etag: etagOf(entry.version) };
}
