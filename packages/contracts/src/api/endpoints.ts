import type { Endpoint } from '../endpoint.ts';
import { cartsApi } from './carts.ts';
import { inventoryApi } from './inventory.ts';
import { ordersApi } from './orders.ts';
import { paymentsApi } from './payments.ts';
import { productsApi } from './products.ts';
import { usersApi } from './users.ts';

/** Every operation there is. The gateway's table, OpenAPI and the access-control lists are made from it. */
export const allEndpoints: readonly Endpoint[] = [
  usersApi,
  productsApi,
  cartsApi,
  inventoryApi,
  ordersApi,
  paymentsApi,
].flatMap((operations) => Object.values(operations) as Endpoint[]);
