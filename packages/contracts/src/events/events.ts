import * as audit from './audit.ts';
import * as carts from './carts.ts';
import * as inventory from './inventory.ts';
import * as orders from './orders.ts';
import * as payments from './payments.ts';
import * as products from './products.ts';
import * as users from './users.ts';
import type { EventDefinition } from './event.ts';

/** Every event there is, for AsyncAPI and for tests over all schemas. */
export const allEvents: readonly EventDefinition[] = [
  audit,
  users,
  products,
  carts,
  inventory,
  orders,
  payments,
].flatMap((definitions) => Object.values(definitions) as EventDefinition[]);
