import type { cartsApi, EndpointAnswer, Money } from '@arcade/contracts';
import type { CartSettings } from '../application/carts-context.ts';
import { isTooDear, maximumTotal } from '../domain/cart-limits.ts';
import { holdIsLive, type Cart, type CartLine } from '../domain/cart.ts';
import { codeWords } from '../domain/code-words.ts';
import { price, totalsOf } from '../domain/checkout.ts';
import { heldUnits, lineProblems } from '../domain/line-problems.ts';

type CartView = EndpointAnswer<typeof cartsApi.getCart>;

/** A cart as its owner sees it: priced now, with everything to know before paying. */
export function viewCart(
  cart: Cart,
  { shippingRates, shopCurrency }: Pick<CartSettings, 'shippingRates' | 'shopCurrency'>,
): CartView {
  const priced = price(cart, shippingRates, shopCurrency);
  const { currencyCode } = priced;
  const money = (amount: number): Money => ({ amount, currencyCode });
  return {
    cartId: cart.cartId,
    userId: cart.userId,
    status: cart.status === 'checkout' || cart.status === 'closed' ? cart.status : 'open',
    orderId: cart.orderId,
    version: cart.version,
    items: cart.lines.map((line) => viewLine(cart, line, currencyCode, priced.discounts.get(line.productId) ?? 0)),
    codes: priced.codes.map(({ promotion, discount, problem }) => ({
      code: promotion.code,
      promotionId: promotion.promotionId,
      description: promotion.description,
      discount: money(discount),
      notApplied: problem === null ? null : codeWords(problem),
      problem,
    })),
    totals: totalsOf(priced),
    heldUntil: holdIsLive(cart) ? (cart.heldUntil?.toISOString() ?? null) : null,
    notices: isTooDear(cart.lines)
      ? [...cart.notices, { code: 'too-dear', maximum: money(maximumTotal) }]
      : [...cart.notices],
    createdAt: cart.createdAt.toISOString(),
    updatedAt: cart.updatedAt.toISOString(),
    expiresAt: cart.expiresAt.toISOString(),
  };
}

function viewLine(cart: Cart, line: CartLine, currencyCode: string, discount: number): CartView['items'][number] {
  const { cartItemId, productId, quantity, addedAt, product } = line;
  return {
    cartItemId,
    cartId: cart.cartId,
    productId,
    name: product.name,
    imageUrl: product.imageUrl,
    quantity,
    unitPrice: product.price,
    totalPrice: { amount: product.price.amount * quantity, currencyCode: product.price.currencyCode },
    discount: { amount: discount, currencyCode },
    held: heldUnits(cart, line),
    problems: lineProblems(cart, line, currencyCode),
    addedAt: addedAt.toISOString(),
  };
}
