import { DomainError, type CartId, type CartItemId, type ProductId } from '@arcade/contracts';
import { derivedId, newId } from '@arcade/service-defaults';
import { createHash, randomBytes } from 'node:crypto';
import { emptyCart, isLiving, type Cart, type CartOwner } from '../domain/cart.ts';
import { addItem, isOwnedBy, requireOpen, undoAddition, type Addition } from '../domain/change-cart.ts';
import { unlessLocked } from './ask-order.ts';
import type { RequestMark } from './cart-repository.ts';
import type { CartsContext } from './carts-context.ts';
import { findProduct } from './find-product.ts';
import { holdStock } from './hold-stock.ts';
import { refOf } from './open-cart.ts';

export interface AddItem {
  /** Undefined: a guest without a cart, who gets one. */
  readonly owner: CartOwner | undefined;
  /** Of a guest: keyed hash of the network, for a new cart. */
  readonly network?: string | null;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly request?: RequestMark | undefined;
}

export interface Added {
  readonly cart: Cart;
  /** The secret of a guest's new cart. */
  readonly guestToken?: string;
  readonly repeated: boolean;
}

/**
 * Adds units and holds them. Units that are short stay in the line with a problem; when there is nothing at all, nothing
 * is added.
 * @throws DomainError not-found, product-not-available, insufficient-stock, cart-locked, currency-mismatch
 */
export const addToCart = (ctx: CartsContext, command: AddItem): Promise<Added> =>
  command.owner === undefined ? add(ctx, command) : unlessLocked(ctx, refOf(command.owner), () => add(ctx, command));

async function add(ctx: CartsContext, command: AddItem): Promise<Added> {
  const { owner, network, productId, quantity, request } = command;
  const loaded = await ctx.carts.loadWith(owner === undefined ? undefined : refOf(owner), productId);
  const { cart: known, readAt, boughtBefore } = loaded;
  const product = await findProduct(ctx, productId, loaded.product);
  const addition: Addition = { cartItemId: newId<CartItemId>(), product, quantity };
  if (owner?.kind === 'guest' && (known === undefined || !isOwnedBy(known, owner))) throw new DomainError('not-found');
  const living = known !== undefined && isLiving(known) ? known : undefined;
  const added =
    owner === undefined || living === undefined
      ? await addToNewCart(ctx, owner, addition, { request, now: readAt, network, boughtBefore })
      : await addToExisting(ctx, owner, addition, { request, known: living });
  if (added.repeated) return added;
  const cart = await holdStock(ctx, added.cart);
  const line = cart.lines.find((candidate) => candidate.productId === productId);
  if (line?.available === 0) {
    await takeBack(ctx, cart, command);
    throw new DomainError('insufficient-stock', undefined, { productId, requested: line.quantity, available: 0 });
  }
  return { ...added, cart };
}

async function addToExisting(
  ctx: CartsContext,
  owner: CartOwner,
  addition: Addition,
  options: { readonly request: RequestMark | undefined; readonly known: Cart | undefined },
): Promise<Added> {
  const { cart, repeated } = await ctx.carts.update(
    refOf(owner),
    (found) => addItem(requireOpen(found, owner), addition, ctx.settings.shippingRates),
    options,
  );
  return { cart, repeated };
}

interface NewCart {
  readonly request: RequestMark | undefined;
  readonly now: Date;
  readonly network: string | null | undefined;
  readonly boughtBefore: boolean;
}

async function addToNewCart(
  ctx: CartsContext,
  owner: CartOwner | undefined,
  addition: Addition,
  { request, now, network = null, boughtBefore }: NewCart,
): Promise<Added> {
  const user = owner?.kind === 'user' ? owner : undefined;
  const secret = user === undefined ? guestSecret(request) : undefined;
  const fields = {
    cartId: secret?.cartId ?? newId<CartId>(),
    userId: user?.userId ?? null,
    guestTokenHash: secret === undefined ? null : tokenHash(secret.guestToken),
    network: user === undefined ? network : null,
    boughtBefore,
  };
  const idleMs = user === undefined ? ctx.settings.guestIdleMs : ctx.settings.userIdleMs;
  const empty = emptyCart(fields, now, idleMs);
  const { cart } = addItem(empty, addition, ctx.settings.shippingRates);
  const given = secret === undefined ? {} : { guestToken: secret.guestToken };
  if (await ctx.carts.insert(cart, request)) return { cart, repeated: false, ...given };
  // Somebody was faster: another request of this user, or this very request before.
  const itself: CartOwner = user ?? { kind: 'guest', cartId: cart.cartId, tokenHash: cart.guestTokenHash ?? '' };
  return { ...(await addToExisting(ctx, itself, addition, { request, known: undefined })), ...given };
}

/** SHA-256 (base64url): all that is stored of a token. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Versions 4 and 7: what is random in the others can be guessed. */
const randomUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * A new guest cart's id and token. They follow from a random key, so that a request repeated after a lost
 * answer finds its cart and the units it holds; other keys are not secret enough for that.
 */
function guestSecret(request: RequestMark | undefined): { readonly cartId: CartId; readonly guestToken: string } {
  if (request === undefined || !randomUuid.test(request.key)) {
    return { cartId: newId<CartId>(), guestToken: randomBytes(32).toString('base64url') };
  }
  const guestToken = createHash('sha256').update(`guest cart ${request.key}`).digest('base64url');
  return { cartId: derivedId<CartId>('guest-cart', request.key), guestToken };
}

async function takeBack(ctx: CartsContext, { cartId }: Cart, { productId, quantity, request }: AddItem): Promise<void> {
  await ctx.carts.update({ cartId }, (cart) => undoAddition(cart, productId, quantity), { forget: request?.key });
}
