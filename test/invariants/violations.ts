import { eventually, queryAsRoot } from '@arcade/testing';
import { cartHoldInvariants, cartInvariants, type Invariant } from './carts.ts';
import { inventoryInvariants } from './inventory.ts';
import { refundLineInvariants, reversalInvariants, reversalPeerInvariants } from './line-account.ts';
import type { Schemas } from './messaging.ts';
import { orderInvariants, quietOrderInvariants } from './orders.ts';
import { paymentInvariants } from './payments.ts';
import { purchaseInvariants } from './purchase.ts';

/** What must be true in the schemas that are there and between them, once sagas are at rest. */
export const schemaInvariants = ({ carts, inventory, orders, payments }: Partial<Schemas>): readonly Invariant[] => [
  ...(carts === undefined ? [] : cartInvariants(carts)),
  ...(inventory === undefined ? [] : inventoryInvariants(inventory)),
  ...(carts === undefined || inventory === undefined ? [] : cartHoldInvariants(carts, inventory)),
  ...(payments === undefined ? [] : [...paymentInvariants(payments), ...refundLineInvariants(payments)]),
  ...(orders === undefined
    ? []
    : [...orderInvariants(orders), ...reversalInvariants(orders), ...quietOrderInvariants(orders)]),
  ...(inventory === undefined || orders === undefined || payments === undefined
    ? []
    : [purchaseInvariants, reversalPeerInvariants].flatMap((between) => between({ inventory, orders, payments }))),
];

/** What is wrong in these schemas: the invariants that do not hold, with the rows that break them. */
export async function violationsIn(schemas: Partial<Schemas>): Promise<readonly string[]> {
  const invariants = schemaInvariants(schemas);
  const answers = await queryAsRoot(...invariants.map(({ sql }) => sql));
  return answers.flatMap((rows, index) =>
    rows.length === 0 ? [] : [`${invariants[index]?.name}: ${JSON.stringify(rows)}`],
  );
}

/** Waits until nothing is wrong in them. @throws Error with what still is */
export const consistent = (schemas: Partial<Schemas>): Promise<true> =>
  eventually(
    async () => {
      const found = await violationsIn(schemas);
      if (found.length > 0) throw new Error(found.join('\n'));
      return true as const;
    },
    { intervalMs: 200 },
  );
