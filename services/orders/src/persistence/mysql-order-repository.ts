import { DomainError, type OrderId } from '@arcade/contracts';
import { readingAt, timeSince } from '@arcade/service-defaults';
import { GuardFailed, inTransaction } from '@arcade/service-defaults/mysql';
import { sql, type Kysely } from 'kysely';
import type { Decide, OrderRepository, Saved, Schedule, StoredOrder } from '../application/order-repository.ts';
import { freshRun, nextStep } from '../domain/next-step.ts';
import type { Order } from '../domain/order.ts';
import { insertOrder } from './insert-order.ts';
import { listOrders } from './list-orders.ts';
import { readLines, readOrder } from './read-orders.ts';
import { readPayable } from './read-payable.ts';
import { countStuckSagas, quietUnpaidOrders, reviveSleepingSagas } from './reconciliation-queries.ts';
import { claimDueSagas, claimSaga } from './saga-claims.ts';
import type { SagaWrite } from './saga-writes.ts';
import type { OrdersTables, OrdersTransaction } from './tables.ts';
import { diffOf, guardedUpdate, writeOrder, type Append } from './write-order.ts';

export interface OrderRepositoryOptions {
  readonly db: Kysely<OrdersTables>;
  readonly append: Append;
  /** After a commit with events. */
  readonly onEvents: () => void;
  readonly graceMs: number;
}

export interface MysqlOrderRepository extends OrderRepository {
  /**
   * Applies what an event says about money or stock in the transaction of the caller; undefined when there is no such order
   * or nothing new. Without `lines` what is decided on has none: most events do not touch them, and change nothing.
   */
  updateIn(
    tx: OrdersTransaction,
    orderId: OrderId,
    decide: Decide,
    cause: string,
    options?: { readonly lines: boolean },
  ): Promise<StoredOrder | undefined>;
}

export function createMysqlOrderRepository(options: OrderRepositoryOptions): MysqlOrderRepository {
  const { db, append, onEvents, graceMs } = options;

  /** Due when there is something to do, as far as an onlooker can tell. */
  const onlookersWrite = (order: Order, now: Date): SagaWrite => ({
    step: nextStep(order, freshRun, { now, graceMs }),
  });

  async function write(tx: OrdersTransaction, stored: StoredOrder, after: Order, cause: string | undefined) {
    const saga = onlookersWrite(after, stored.readAt);
    const { events } = diffOf(stored.order, after, cause);
    await writeOrder(tx, { before: stored.order, after, saga, cause, events }, append);
    return { stored: { ...stored, order: after }, events: events.length };
  }

  async function update(tx: OrdersTransaction, orderId: OrderId, decide: Decide, cause?: string) {
    const stored = await readOrder(tx, orderId, { lock: true });
    if (stored === undefined) return undefined;
    const after = revised(stored.order, decide(stored.order, stored.readAt), stored.readAt);
    return after === stored.order ? { stored, events: 0 } : await write(tx, stored, after, cause);
  }

  async function save(before: StoredOrder, decided: Order, schedule: Schedule): Promise<Saved> {
    const after = revised(before.order, decided, timeSince(before));
    const saga: SagaWrite = { ...schedule, claimNo: before.claimNo };
    const diff = diffOf(before.order, after, undefined);
    const whole = diff.children || diff.events.length > 0;
    const change = { before: before.order, after, saga, cause: undefined, events: diff.events };
    const written = whole
      ? await inTransaction(db, (tx) => writeOrder(tx, change, append)).then(() => true, falseOnGuard)
      : ((await guardedUpdate(before.order, after, saga).execute(db)).numAffectedRows ?? 0n) > 0n;
    if (!written) return { kind: 'stale' };
    if (diff.events.length > 0) onEvents();
    const attempt = schedule.step.kind === 'retry' ? before.attempt + 1 : 0;
    return { kind: 'saved', stored: { ...before, order: after, attempt } };
  }

  return {
    async begin(orderId) {
      const { rows } = await sql<{ now: Date; known: number | string }>`
        SELECT NOW(6) AS now, EXISTS (SELECT 1 FROM orders WHERE order_id = ${orderId}) AS known`.execute(db);
      const [row] = rows;
      if (row === undefined) throw new Error('The database does not tell the time');
      return { ...readingAt(row.now), stored: Number(row.known) === 1 ? await readOrder(db, orderId) : undefined };
    },
    now: () => databaseTime(db),
    async insert(order, { readAt, readTick }) {
      const inserted = await insertOrder(db, order, append);
      if (typeof inserted === 'string') return inserted;
      onEvents();
      return { order: inserted, claimNo: 1, attempt: 0, readAt, readTick };
    },
    payable: (orderId) => readPayable(db, orderId),
    load: (orderId, loadOptions) => readOrder(db, orderId, loadOptions),
    async update(orderId, decide, cause) {
      const updated = await inTransaction(db, (tx) => update(tx, orderId, decide, cause));
      if (updated === undefined) throw new DomainError('not-found');
      if (updated.events > 0) onEvents();
      return updated.stored;
    },
    async updateIn(tx, orderId, decide, cause, { lines = false } = { lines: false }) {
      const stored = await readOrder(tx, orderId, { lock: true, items: lines });
      if (stored === undefined) return undefined;
      const after = revised(stored.order, decide(stored.order, stored.readAt), stored.readAt);
      if (after === stored.order) return undefined;
      if (lines) return (await write(tx, stored, after, cause)).stored;
      const unread = await readLines(tx, stored.order);
      const before = { ...stored, order: { ...stored.order, ...unread } };
      return (await write(tx, before, { ...after, ...unread }, cause)).stored;
    },
    save,
    claim: (orderId, known) => claimSaga(db, orderId, known),
    claimDue: (limit) => claimDueSagas(db, limit),
    list: (filter) => listOrders(db, filter),
    async orderOfCart(cartId, cartVersion) {
      const row = await db
        .selectFrom('orders')
        .select('order_id')
        .where('cart_id', '=', cartId)
        .where('cart_version', '=', cartVersion)
        .executeTakeFirst();
      return row?.order_id;
    },
    quietUnpaid: (quietSeconds, limit) => quietUnpaidOrders(db, quietSeconds, limit),
    reviveSagas: (graceSeconds, limit) => reviveSleepingSagas(db, graceSeconds, limit),
    stuckSagas: (seconds) => countStuckSagas(db, seconds),
  };
}

async function databaseTime(db: Kysely<OrdersTables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT NOW(6) AS now`.execute(db);
  if (rows[0] === undefined) throw new Error('The database does not tell the time');
  return rows[0].now;
}

const falseOnGuard = (error: unknown): false => {
  if (error instanceof GuardFailed) return false;
  throw error;
};

/** The next version of an order; the same object when nothing has changed. */
const revised = (before: Order, after: Order, now: Date): Order =>
  after === before ? before : { ...after, version: before.version + 1, updatedAt: laterOf(after, now) };

/** A change of status knows its own time. */
const laterOf = ({ history, updatedAt }: Order, now: Date): Date =>
  new Date(Math.max(now.getTime(), updatedAt.getTime(), history.at(-1)?.at.getTime() ?? 0));
