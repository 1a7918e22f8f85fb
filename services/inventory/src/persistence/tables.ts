import type {
  CartId,
  InventoryId,
  OrderId,
  ProductId,
  ReservationId,
  ReservationStatus,
  UserId,
} from '@arcade/contracts';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { OrderOutcome } from '../domain/order-reservation.ts';
import type { LedgerRecord } from '../domain/stock-changes.ts';

/** BIGINT: comes as text, so that nothing is rounded on the way. */
type BigInteger = ColumnType<string, number, unknown>;
/** Given by the database's own clock. */
type ServerTime = ColumnType<Date, unknown, unknown>;

export interface InventoryTable {
  product_id: ProductId;
  inventory_id: InventoryId;
  merchant_id: UserId;
  /** Of the newest product event. */
  product_version: BigInteger;
  /** 1 while everybody sees the product; null: not known yet, so nobody but its merchant sees its stock. */
  product_listed: number | null;
  quantity_available: number;
  quantity_reserved: number;
  version: BigInteger;
  /** The newest version that an event has told. */
  announced_version: BigInteger;
  /** 1 while `version` has not been told. */
  announce_due: number;
  last_updated: ServerTime;
}

export interface ReservationTable {
  reservation_id: ReservationId;
  inventory_id: InventoryId;
  product_id: ProductId;
  order_id: OrderId | null;
  cart_id: CartId | null;
  /** Who holds it by hand. */
  manual_owner: UserId | null;
  /** Keyed hash of a guest's network while the guest holds it, else null. */
  guest_network: string | null;
  quantity_reserved: number;
  status: ReservationStatus;
  reserved_at: Date;
  expires_at: Date;
  ended_at: ServerTime | null;
  end_reason: string | null;
}

export interface OrderReservationTable {
  order_id: OrderId;
  outcome: OrderOutcome;
  expires_at: Date | null;
  /** JSON text. */
  shortages: string;
  reason: string | null;
  version: number;
  updated_at: ServerTime;
}

export interface CartHoldTable {
  cart_id: CartId;
  cart_version: number;
  closed: number;
  expires_at: Date | null;
  extensions_used: number;
  version: number;
  updated_at: ServerTime;
}

export interface StockLedgerTable {
  entry_id: Generated<string>;
  cause_id: string;
  product_id: ProductId;
  delta: number;
  reason: LedgerRecord['reason'];
  note: string | null;
  actor: string;
  at: ServerTime;
}

export interface InventoryTables {
  inventory: InventoryTable;
  reservation: ReservationTable;
  order_reservation: OrderReservationTable;
  cart_hold: CartHoldTable;
  stock_ledger: StockLedgerTable;
}
export type InventoryDatabase = Kysely<InventoryTables>;
export type InventoryTransaction = Transaction<InventoryTables>;
