import { DomainError, type ProductId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartsContext } from './carts-context.ts';

/**
 * The product as the replica has it. One that it does not have, or not yet as for sale, is asked for and kept.
 * @throws DomainError not-found
 */
export async function findProduct(
  ctx: CartsContext,
  productId: ProductId,
  known: ReplicaProduct | undefined,
): Promise<ReplicaProduct> {
  if (known?.status === 'approved') return known;
  const [product] = await ctx.resolveProducts([productId]);
  if (product === undefined) throw new DomainError('not-found', 'There is no such product');
  await ctx.replica.keep([product]);
  return product;
}
