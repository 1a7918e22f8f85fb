import type {
  HoldQuota,
  OrderId,
  ProductId,
  ProductStatus,
  PromotionId,
  UserId,
  CartId,
  CartItemId,
} from '@arcade/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { CartStatus } from '../domain/cart.ts';

/** BIGINT comes as text. */
type BigInteger = string;

export interface CartsTable {
  cart_id: CartId;
  user_id: UserId | null;
  /** The user while the cart is open or locked, else null: unique, so that there is only one. */
  open_user_id: UserId | null;
  guest_token_hash: string | null;
  /** Keyed hash of a living guest cart's network. */
  network: string | null;
  status: CartStatus;
  order_id: OrderId | null;
  locked_until: Date | null;
  last_order_id: OrderId | null;
  /** JSON text. */
  quote: string | null;
  version: number;
  revision: number;
  code_count: number;
  /** JSON text. */
  notices: string | null;
  held_until: Date | null;
  hold_version: number;
  /** Set while inventory has not followed: when to ask again. */
  hold_due_at: Date | null;
  /** Set until a living cart has its reminder: when to register it. */
  watch_due_at: Date | null;
  moves_from: CartId | null;
  merged_into: CartId | null;
  created_at: Date;
  updated_at: Date;
  expires_at: Date;
}

export interface CartItemsTable {
  cart_id: CartId;
  product_id: ProductId;
  cart_item_id: CartItemId;
  quantity: number;
  unit_price: BigInteger;
  currency_code: string;
  held: number;
  available: number | null;
  quota_allowed: number | null;
  quota_by: HoldQuota['by'] | null;
  added_at: Date;
}

export interface CartCodesTable {
  cart_id: CartId;
  promotion_id: PromotionId;
  applied_at: Date;
}

/** Keyed requests that have taken effect. */
export interface AppliedRequestsTable {
  cart_id: CartId;
  request_key: string;
  request_hash: string;
  applied_at: Date;
}

export interface PriceReplicaTable {
  product_id: ProductId;
  merchant_id: UserId;
  name: string;
  price: BigInteger;
  currency_code: string;
  status: ProductStatus;
  /** JSON text. */
  categories: string;
  image_url: string | null;
  version: number;
}

/** Products whose carts have not all been told yet. */
export interface ProductNewsTable {
  product_id: ProductId;
  reason: 'price-changed' | 'product-ended';
  after_cart_id: string;
}

export interface PromotionsTable {
  promotion_id: PromotionId;
  code: string;
  description: string;
  /** JSON text. */
  rule: string;
  /** JSON text. */
  scope: string;
  minimum_amount: BigInteger | null;
  minimum_currency: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  usage_limit: number | null;
  usage_limit_per_user: number | null;
  stackable: number;
  active: number;
  times_used: number;
  created_at: Date;
}

export interface PromotionUsesTable {
  promotion_id: PromotionId;
  order_id: OrderId;
  user_id: UserId;
  cart_id: CartId;
  used_at: Date;
  /** 1: taken again when others had reached the limit; not counted. */
  over_limit: number;
  /** The newest version of the order that is known to live. */
  order_version: number;
}

/** What ended orders have used: kept, since such an order may live after all. */
export interface GivenBackUsesTable {
  order_id: OrderId;
  promotion_id: PromotionId;
  user_id: UserId;
  cart_id: CartId;
  given_back_at: Date;
  /** The version of the order that gave them back. */
  order_version: number;
}

export interface CartsTables {
  carts: CartsTable;
  cart_items: CartItemsTable;
  cart_codes: CartCodesTable;
  applied_requests: AppliedRequestsTable;
  price_replica: PriceReplicaTable;
  product_news: ProductNewsTable;
  promotions: PromotionsTable;
  promotion_uses: PromotionUsesTable;
  given_back_uses: GivenBackUsesTable;
}

export type CartsDatabase = Kysely<CartsTables>;
export type CartsTransaction = Transaction<CartsTables>;
