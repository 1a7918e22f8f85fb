import { usersApi, type Role } from '@arcade/contracts';
import { password, type Person, type Shop } from '../e2e/shop.ts';
import type { Actors } from './real-objects.ts';

export const callers = ['anonymous', 'customer', 'merchant', 'admin'] as const;
export type Caller = (typeof callers)[number];

/** Somebody of the role, new, so that nothing that happens to them happens to anybody else. */
export async function createActors(shop: Shop, caller: Caller): Promise<Actors> {
  const buyer = await shop.register();
  switch (caller) {
    case 'anonymous':
    case 'customer':
      return { caller: buyer, buyer };
    case 'merchant':
      return { caller: await shop.asMerchant(), buyer };
    case 'admin':
      return { caller: await appoint(shop, ['admin', 'customer']), buyer };
  }
}

async function appoint(shop: Shop, roles: Role[]): Promise<Person> {
  const { user, email } = await shop.register();
  const admin = await shop.asAdmin();
  await admin.client.call(usersApi.setRoles, { params: { userId: user.userId }, body: { roles } });
  // The session from before ended with the change.
  return await shop.signIn(email, password);
}
