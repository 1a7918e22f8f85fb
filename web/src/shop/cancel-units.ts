import type { Order } from '@arcade/contracts';

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

/** Whether nothing of the order is left when these units are cancelled. */
export const isWhole = ({ items }: Pick<Order, 'items'>, chosen: Units): boolean =>
  items.every(
    ({ orderItemId, quantity, quantityCancelled }) => quantity - quantityCancelled === (chosen.get(orderItemId) ?? 0),
  );
