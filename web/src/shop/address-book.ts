import type { Address, SavedAddress } from '@arcade/contracts';
import { api } from './api.ts';
import { usersApi } from './operations.ts';
import { refreshUser } from './session.ts';

export const listAddresses = async (): Promise<readonly SavedAddress[]> =>
  (await api.call(usersApi.listAddresses)).body.items;

export async function addAddress(address: Address): Promise<void> {
  await api.call(usersApi.addAddress, { body: { address } }, { idempotencyKey: crypto.randomUUID() });
  await refreshUser();
}

/** Changes the address as it is now: who looks at the book is its only writer. */
export async function changeAddress(addressId: string, address: Address): Promise<void> {
  const params = { addressId };
  const { etag = '*' } = await api.call(usersApi.getAddress, { params });
  await api.call(usersApi.changeAddress, { params, body: { address } }, { ifMatch: etag });
  await refreshUser();
}

export async function removeAddress(addressId: string): Promise<void> {
  const params = { addressId };
  const { etag = '*' } = await api.call(usersApi.getAddress, { params });
  await api.call(usersApi.removeAddress, { params }, { ifMatch: etag });
  await refreshUser();
}

export async function makeDefault(addressId: string): Promise<void> {
  await api.call(usersApi.setDefaultAddress, { params: { addressId }, body: { isDefault: true } });
  await refreshUser();
}
