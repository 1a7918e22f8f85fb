import type { CartProblem, ProductId, PromotionRule, Quote } from '@arcade/contracts';
import { isLiving, type Cart, type CartLine, type ReplicaProduct } from '../domain/cart.ts';
import type { AppliedPromotion, Promotion } from '../domain/promotion.ts';
import type { CartItemsTable, CartsTable, PriceReplicaTable, PromotionsTable } from './tables.ts';

type ItemColumns = Omit<CartItemsTable, 'cart_id'>;
type ProductColumns = Omit<PriceReplicaTable, 'product_id' | 'currency_code' | 'status' | 'version'> & {
  readonly price_currency: string;
  readonly product_status: PriceReplicaTable['status'];
  readonly product_version: number;
};

/** One line of a cart with the cart's own columns; an empty cart is one row without a line. */
export type CartRow = CartsTable & Buyer & Reading & ((ItemColumns & ProductColumns) | { readonly product_id: null });

export type NoCartRow = Reading & { readonly cart_id: null };

interface Buyer {
  readonly bought_before: number;
}

interface Reading {
  /** The database's time. */
  readonly read_at: Date;
}

export function cartOfRows(rows: readonly [CartRow, ...CartRow[]], promotions: readonly AppliedPromotion[]): Cart {
  const [row] = rows;
  return {
    cartId: row.cart_id,
    userId: row.user_id,
    guestTokenHash: row.guest_token_hash,
    network: row.network,
    boughtBefore: row.bought_before === 1,
    status: row.status,
    orderId: row.order_id,
    lockedUntil: row.locked_until,
    lastOrderId: row.last_order_id,
    quote: row.quote === null ? null : (JSON.parse(row.quote) as Quote),
    version: row.version,
    revision: row.revision,
    lines: rows.flatMap(lineOfRow),
    promotions,
    notices: row.notices === null ? [] : (JSON.parse(row.notices) as CartProblem[]),
    heldUntil: row.held_until,
    holdVersion: row.hold_version,
    holdsDue: row.hold_due_at !== null,
    movesFrom: row.moves_from,
    mergedInto: row.merged_into,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    readAt: row.read_at,
  };
}

export const columnsOf = (
  cart: Cart,
): Omit<CartsTable, 'cart_id' | 'guest_token_hash' | 'created_at' | 'hold_due_at' | 'watch_due_at'> => ({
  user_id: cart.userId,
  open_user_id: isLiving(cart) ? cart.userId : null,
  network: isLiving(cart) && cart.userId === null ? cart.network : null,
  status: cart.status,
  order_id: cart.orderId,
  locked_until: cart.lockedUntil,
  last_order_id: cart.lastOrderId,
  quote: cart.quote === null ? null : JSON.stringify(cart.quote),
  version: cart.version,
  revision: cart.revision,
  code_count: cart.promotions.length,
  notices: cart.notices.length === 0 ? null : JSON.stringify(cart.notices),
  held_until: cart.heldUntil,
  hold_version: cart.holdVersion,
  moves_from: cart.movesFrom,
  merged_into: cart.mergedInto,
  updated_at: cart.updatedAt,
  expires_at: cart.expiresAt,
});

export const rowOfLine = (cart: Cart, line: CartLine): CartItemsTable => ({
  cart_id: cart.cartId,
  product_id: line.productId,
  cart_item_id: line.cartItemId,
  quantity: line.quantity,
  unit_price: String(line.seenPrice.amount),
  currency_code: line.seenPrice.currencyCode,
  held: line.held,
  available: line.available,
  quota_allowed: line.quota?.allowed ?? null,
  quota_by: line.quota?.by ?? null,
  added_at: line.addedAt,
});

function lineOfRow(row: CartRow): readonly CartLine[] {
  if (row.product_id === null) return [];
  return [
    {
      cartItemId: row.cart_item_id,
      productId: row.product_id,
      quantity: row.quantity,
      seenPrice: { amount: Number(row.unit_price), currencyCode: row.currency_code },
      held: row.held,
      available: row.available,
      quota:
        row.quota_allowed === null || row.quota_by === null ? null : { allowed: row.quota_allowed, by: row.quota_by },
      addedAt: row.added_at,
      product: {
        productId: row.product_id,
        merchantId: row.merchant_id,
        name: row.name,
        price: { amount: Number(row.price), currencyCode: row.price_currency },
        status: row.product_status,
        categories: JSON.parse(row.categories) as string[],
        imageUrl: row.image_url,
        version: row.product_version,
      },
    },
  ];
}

const productOfRow = (row: PriceReplicaTable): ReplicaProduct => ({
  productId: row.product_id,
  merchantId: row.merchant_id,
  name: row.name,
  price: { amount: Number(row.price), currencyCode: row.currency_code },
  status: row.status,
  categories: JSON.parse(row.categories) as string[],
  imageUrl: row.image_url,
  version: row.version,
});

/** A product joined beside a cart. */
export type WantedColumns = {
  readonly [Name in keyof PriceReplicaTable as `w_${Name}`]: PriceReplicaTable[Name] | null;
};

export function wantedProduct(row: WantedColumns): ReplicaProduct | undefined {
  if (row.w_product_id === null) return undefined;
  const columns = Object.entries(row).filter(([name]) => name.startsWith('w_'));
  return productOfRow(
    Object.fromEntries(columns.map(([name, value]) => [name.slice(2), value])) as unknown as PriceReplicaTable,
  );
}

export function promotionOfRow(row: PromotionsTable): Promotion {
  const { minimum_amount: minimum, minimum_currency: currencyCode } = row;
  const scope = JSON.parse(row.scope) as { productIds: ProductId[]; categories: string[] };
  return {
    promotionId: row.promotion_id,
    code: row.code,
    description: row.description,
    rule: JSON.parse(row.rule) as PromotionRule,
    scope,
    minimumSubtotal: minimum === null || currencyCode === null ? null : { amount: Number(minimum), currencyCode },
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    usageLimit: row.usage_limit,
    usageLimitPerUser: row.usage_limit_per_user,
    stackable: row.stackable === 1,
    active: row.active === 1,
    timesUsed: row.times_used,
    createdAt: row.created_at,
  };
}
