import type { Money, Order } from '@arcade/contracts';
import { shareOfUnits } from '@arcade/money';

/** Chosen units by the id of their line. */
export type Units = ReadonlyMap<string, number>;

type Item = Order['items'][number];

/** How many units of a line its buyer can cancel now. */
export const mostToCancel = ({ allowedActions }: Pick<Item, 'allowedActions'>): number =>
  allowedActions.find(({ action }) => action === 'cancel')?.quantity ?? 0;

/** All units that can be cancelled; of one line only when it is named. */
export const unitsToCancel = ({ items }: Pick<Order, 'items'>, orderItemId?: string): Units =>
  new Map(
    items
      .filter((item) => mostToCancel(item) > 0)
      .map((item) => [
        item.orderItemId,
        orderItemId === undefined || orderItemId === item.orderItemId ? mostToCancel(item) : 0,
      ]),
  );

/** What was chosen, as far as it is possible now: the order may have moved on meanwhile. */
export const stillPossible = (order: Pick<Order, 'items'>, chosen: Units): Units =>
  new Map([...unitsToCancel(order)].map(([id, most]) => [id, Math.min(chosen.get(id) ?? 0, most)]));

export const countUnits = (chosen: Units): number => [...chosen.values()].reduce((sum, units) => sum + units, 0);

/** Lines as the operation takes them: those of which something was chosen. */
export const linesOf = (chosen: Units) =>
  [...chosen].filter(([, quantity]) => quantity > 0).map(([orderItemId, quantity]) => ({ orderItemId, quantity }));

type Bill = Pick<Order, 'items' | 'totals' | 'refunds' | 'reversals' | 'refundedAmount'>;

/** Whether nothing of the order is left when these units are cancelled. */
export const isWhole = ({ items }: Pick<Order, 'items'>, chosen: Units): boolean =>
  items.every(
    ({ orderItemId, quantity, quantityCancelled }) => quantity - quantityCancelled === (chosen.get(orderItemId) ?? 0),
  );

/**
 * What goes back for units that are cancelled: what they have cost after discounts, as far as it has not gone back before.
 * With the last unit everything goes back that is left of the payment, what shipping has cost included.
 */
export function moneyBack(order: Bill, chosen: Units): Money {
  const { currencyCode, amount: total } = order.totals.total;
  const accounts = order.items.map((item) => accountOf(order, item));
  if (isWhole(order, chosen)) {
    const promised = accounts.reduce((sum, account) => sum + account.promised, 0);
    return { currencyCode, amount: Math.max(0, total - order.refundedAmount.amount - promised) };
  }
  const amount = accounts.reduce((sum, account) => sum + shareOf(account, chosen.get(account.orderItemId) ?? 0), 0);
  return { currencyCode, amount };
}

interface LineAccount {
  readonly orderItemId: string;
  /** After discounts, in minor units. */
  readonly paid: number;
  readonly quantity: number;
  /** Units whose money went back or is on its way. */
  readonly unitsGone: number;
  readonly moneyGone: number;
  /** The part of it that is still on its way. */
  readonly promised: number;
}

function accountOf({ refunds, reversals }: Bill, { orderItemId, quantity, totalPrice, discount }: Item): LineAccount {
  const paid = totalPrice.amount - discount.amount;
  const own = refunds.flatMap(({ lines }) => lines).filter((line) => line.orderItemId === orderItemId);
  const refunded = own.reduce((sum, line) => sum + line.quantity, 0);
  const open = reversals
    .filter(({ refund, reversalId }) => refund === 'open' && refunds.every(({ refundId }) => refundId !== reversalId))
    .flatMap(({ lines }) => lines)
    .filter((line) => line.orderItemId === orderItemId)
    .reduce((sum, line) => sum + line.quantity, 0);
  const unitsGone = Math.min(quantity, refunded + open);
  const promised = shareOfUnits({ amount: paid, quantity }, unitsGone - open, open);
  const moneyGone = own.reduce((sum, line) => sum + line.amount.amount, promised);
  return { orderItemId, paid, quantity, unitsGone, moneyGone, promised };
}

function shareOf({ paid, quantity, unitsGone, moneyGone }: LineAccount, units: number): number {
  const due = Math.min(units, quantity - unitsGone);
  return Math.max(0, Math.min(shareOfUnits({ amount: paid, quantity }, unitsGone, due), paid - moneyGone));
}
