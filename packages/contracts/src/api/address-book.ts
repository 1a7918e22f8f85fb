import * as z from 'zod';
import { Address, AddressInput } from '../address.ts';
import { endpoint } from '../endpoint.ts';
import { AddressId } from '../ids.ts';
import { Timestamp } from '../times.ts';

/** So many addresses somebody can keep. */
export const addressBookLimit = 20;

export const SavedAddress = z
  .object({
    addressId: AddressId,
    address: Address,
    /** The one that is taken when nothing else is said; it is also the `address` of the profile. */
    isDefault: z.boolean(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'SavedAddress' });
export type SavedAddress = z.infer<typeof SavedAddress>;

const byId = z.strictObject({ addressId: AddressId });

/** Operations of users, on the addresses that somebody keeps. */
export const addressBook = {
  listAddresses: endpoint({
    method: 'GET',
    path: '/users/addresses',
    summary: 'My addresses, oldest first; at most 20',
    access: 'customer',
    responses: { 200: z.object({ items: z.array(SavedAddress).max(addressBookLimit) }) },
    problems: ['not-found'],
  }),
  addAddress: endpoint({
    method: 'POST',
    path: '/users/addresses',
    summary: 'Keep an address; the default when asked, or when it is the only one',
    access: 'customer',
    idempotencyKey: 'optional',
    body: z.strictObject({ address: AddressInput, isDefault: z.boolean().default(false) }),
    responses: { 201: SavedAddress },
    headers: ['location'],
    problems: ['not-found', 'address-book-full'],
  }),
  getAddress: endpoint({
    method: 'GET',
    path: '/users/addresses/{addressId}',
    summary: 'One of my addresses',
    access: 'customer',
    params: byId,
    responses: { 200: SavedAddress },
    headers: ['etag'],
  }),
  changeAddress: endpoint({
    method: 'PUT',
    path: '/users/addresses/{addressId}',
    summary: 'Replace one of my addresses',
    access: 'customer',
    ifMatch: true,
    params: byId,
    body: z.strictObject({ address: AddressInput }),
    responses: { 200: SavedAddress },
    headers: ['etag'],
  }),
  setDefaultAddress: endpoint({
    method: 'PUT',
    path: '/users/addresses/{addressId}/default',
    summary: 'Make it my default address, or not any more',
    access: 'customer',
    params: byId,
    body: z.strictObject({ isDefault: z.boolean() }),
    responses: { 200: SavedAddress },
  }),
  removeAddress: endpoint({
    method: 'DELETE',
    path: '/users/addresses/{addressId}',
    summary: 'Forget one of my addresses; when it was the default, there is none',
    access: 'customer',
    ifMatch: true,
    params: byId,
    responses: { 204: null },
  }),
} as const;
