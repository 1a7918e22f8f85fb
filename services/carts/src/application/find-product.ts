import { DomainError, type ProductId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartsContext } from './carts-context.ts';

/**
 * From the replica, of which the caller may have `loaded` its row. A product that we have not heard of, or not yet that it
 * is for sale, is asked for and kept.
 * @throws DomainError not-found
 */
export async function findProduct(
  ctx: CartsContext,
  productId: ProductId,
  loaded: ReplicaProduct | undefined,
): Promise<ReplicaProduct> {
  const known = loaded ?? (await ctx.replica.find(productId));
  if (known?.status === 'approved') return known;
  const [product] = await ctx.resolveProducts([productId]);
  if (product === undefined) throw new DomainError('not-found', 'There is no such product');
  await ctx.replica.keep([product]);
  return product;
}
