import { DomainError, type ProductId } from '@arcade/contracts';
import type { ReplicaProduct } from '../domain/cart.ts';
import type { CartsContext } from './carts-context.ts';

/** From the replica; a product we have not heard of is asked for and kept. @throws DomainError not-found */
export async function findProduct(ctx: CartsContext, productId: ProductId): Promise<ReplicaProduct> {
  const known = await ctx.replica.find(productId);
  if (known !== undefined) return known;
  const [product] = await ctx.resolveProducts([productId]);
  if (product === undefined) throw new DomainError('not-found', 'There is no such product');
  await ctx.replica.keep([product]);
  return product;
}
