import type { OutgoingEvent } from '@arcade/messaging';
import { GuardFailed, inTransaction, isDuplicateKey, readTogether } from '@arcade/service-defaults/mysql';
import type { StockStore, StockTransaction } from '../application/stock-store.ts';
import type { StockChanges } from '../domain/stock-changes.ts';
import { markAnnounced, readUnannounced } from './announcements.ts';
import { forgetEnded } from './forget-ended.ts';
import { findGuests, readGuestUnits } from './guest-holds.ts';
import { ledgerOf, returnedOf } from './ledger-queries.ts';
import { listLedger, listReservations } from './lists.ts';
import { endingSoon, lockDue, secondsLeft } from './lock-due.ts';
import { findOrder, findReservation, lockedCarts, lockedOrders, lockedReservations } from './lock-holds.ts';
import { readClock, stockOf } from './read-stock.ts';
import type { InventoryDatabase, InventoryTransaction } from './tables.ts';
import {
  addReservations,
  endReservations,
  keepReservations,
  moveStock,
  saveCarts,
  saveOrders,
  writeLedger,
} from './write-changes.ts';

export interface StockStoreOptions {
  readonly db: InventoryDatabase;
  readonly appendEvents: (tx: InventoryTransaction, events: readonly OutgoingEvent[]) => Promise<void>;
  /** After a commit: whether it wrote events, and whether it changed levels, which are still to be announced. */
  readonly onCommit: (wrote: Wrote) => void;
}

export interface Wrote {
  readonly events: boolean;
  readonly levels: boolean;
}

/** Stock in MySQL: what commands read, lock and write. */
export function createMysqlStockStore({ db, appendEvents, onCommit }: StockStoreOptions): StockStore {
  return {
    async transaction(work) {
      let wrote: Wrote = nothing;
      const run = async (tx: InventoryTransaction) => {
        wrote = nothing;
        const write = async (changes: StockChanges) => {
          const { events = [], deltas = [] } = changes;
          wrote = { events: wrote.events || events.length > 0, levels: wrote.levels || deltas.length > 0 };
          await writeChanges(tx, changes, appendEvents);
        };
        return await work({ ...reads(tx), write });
      };
      try {
        const result = await inTransaction(db, run);
        onCommit(wrote);
        return { kind: 'committed', result };
      } catch (error) {
        if (isConflict(error)) return { kind: 'conflict' };
        throw error;
      }
    },
    now: () => readClock(db),
    async findStock(productId) {
      const [{ stock }] = await readTogether(db, stockOf([productId]));
      return stock.get(productId);
    },
    findOrder: (orderId) => findOrder(db, orderId),
    findReservation: (reservationId) => findReservation(db, reservationId),
    listReservations: (page) => listReservations(db, page),
    listLedger: (page) => listLedger(db, page),
    endingSoon: (withinSeconds, since) => endingSoon(db, withinSeconds, since),
    secondsLeft: (hold) => secondsLeft(db, hold),
    async announce(limit, eventOf) {
      const count = await inTransaction(db, async (tx) => {
        const stock = await readUnannounced(tx, limit);
        if (stock.length === 0) return 0;
        await appendEvents(tx, stock.map(eventOf));
        await markAnnounced(tx, stock);
        return stock.length;
      }).catch(noneOnConflict);
      onCommit({ events: count > 0, levels: false });
      return count;
    },
    forgetEnded: (olderThanDays, limit) => forgetEnded(db, olderThanDays, limit),
  };
}

const epoch = new Date(0);
const nothing: Wrote = { events: false, levels: false };

const reads = (tx: InventoryTransaction): Omit<StockTransaction, 'write'> => ({
  async look(look) {
    const { orders: orderIds = [], carts: cartIds = [], reservations: ids = [], products = [] } = look;
    const [orders, carts, reservations, { now = epoch, stock }, ledger, returned] = await readTogether(
      tx,
      lockedOrders(orderIds),
      lockedCarts(cartIds),
      lockedReservations(ids),
      stockOf(products, { lock: look.lockProducts ?? false }),
      ledgerOf(look.ledger ?? []),
      returnedOf(look.returnsOf ?? []),
    );
    return {
      orders: new Map(orders.map((locked) => [locked.order.orderId, locked])),
      carts: new Map(carts.map((locked) => [locked.cart.cartId, locked])),
      reservations: new Map(reservations.map((row) => [row.reservationId, row])),
      stock,
      now,
      ledger,
      returned,
    };
  },
  lockDue: (filter) => lockDue(tx, filter),
  readGuestUnits: (filter) => readGuestUnits(tx, filter),
  findGuests: (productIds, limit) => findGuests(tx, productIds, limit),
});

async function writeChanges(
  tx: InventoryTransaction,
  { orders = [], carts = [], added = [], kept = [], ended = [], ledger = [], events = [], deltas = [] }: StockChanges,
  appendEvents: StockStoreOptions['appendEvents'],
): Promise<void> {
  await saveOrders(tx, orders);
  await saveCarts(tx, carts);
  await addReservations(tx, added);
  await keepReservations(tx, kept);
  await endReservations(tx, ended);
  await writeLedger(tx, ledger);
  if (events.length > 0) await appendEvents(tx, events);
  await moveStock(tx, deltas);
}

/** What was read is no longer so, or somebody else has made it meanwhile. */
const isConflict = (error: unknown): boolean => error instanceof GuardFailed || isDuplicateKey(error);

/** Another replica has told it already. */
const noneOnConflict = (error: unknown): number => {
  if (isConflict(error)) return 0;
  throw error;
};
