import { CartId, cartTokenHeader, DomainError, type Identity } from '@arcade/contracts';
import { tokenHash } from '../application/add-item.ts';
import type { CartOwner } from '../domain/cart.ts';

interface Asked {
  readonly identity: Identity | undefined;
  header(name: string): string | undefined;
}

type Guest = CartOwner & { readonly kind: 'guest' };

/** Who asks; undefined: a guest who has no cart yet. A signed-in user's own cart comes before any guest's. */
export function ownerOf(asked: Asked): CartOwner | undefined {
  if (asked.identity !== undefined) return { kind: 'user', userId: asked.identity.userId };
  return guestOf(asked.header(cartTokenHeader));
}

/** @throws DomainError not-found: a guest without a cart has nothing to change */
export function requireOwner(asked: Asked): CartOwner {
  const owner = ownerOf(asked);
  if (owner === undefined) throw new DomainError('not-found', 'There is no cart yet');
  return owner;
}

/** `<cartId>.<guestToken>`. @throws DomainError not-found for what cannot be one of ours */
export function guestOf(header: string | undefined): Guest | undefined {
  if (header === undefined) return undefined;
  const [id, token, ...more] = header.split('.');
  const cartId = CartId.safeParse(id);
  if (!cartId.success || token === undefined || token.length < 20 || more.length > 0) {
    throw new DomainError('not-found');
  }
  return { kind: 'guest', cartId: cartId.data, tokenHash: tokenHash(token) };
}
