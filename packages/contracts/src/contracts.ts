import { cartsApi } from './api/carts.ts';
import { inventoryApi } from './api/inventory.ts';
import { ordersApi } from './api/orders.ts';
import { paymentsApi } from './api/payments.ts';
import { productsApi } from './api/products.ts';
import { usersApi } from './api/users.ts';
import type { Endpoint } from './endpoint.ts';
import { audited } from './events/audit.ts';
import * as cartsEvents from './events/carts.ts';
import type { EventDefinition } from './events/event.ts';
import * as inventoryEvents from './events/inventory.ts';
import * as ordersEvents from './events/orders.ts';
import * as paymentsEvents from './events/payments.ts';
import * as productsEvents from './events/products.ts';
import { auditedServices } from './events/subscribers.ts';
import * as usersEvents from './events/users.ts';
import type { ServiceName } from './services.ts';

interface Contract {
  /** What it is for, in the documents of the API and in pictures. */
  readonly about: string;
  readonly api: Readonly<Record<string, Endpoint>>;
  readonly events: Readonly<Record<string, EventDefinition>>;
}

/** What each service offers and publishes, beside its audit; what it consumes is in `subscriptions`. */
export const contracts: Readonly<Record<ServiceName, Contract>> = {
  gateway: { about: 'The way in', api: {}, events: {} },
  users: { about: 'Accounts, sessions, addresses, preferences', api: usersApi, events: usersEvents },
  products: { about: 'The catalogue, photos and reviews', api: productsApi, events: productsEvents },
  carts: { about: 'Carts at today’s prices, promotions', api: cartsApi, events: cartsEvents },
  inventory: { about: 'Stock and what is reserved of it', api: inventoryApi, events: inventoryEvents },
  orders: { about: 'Orders from placing to returning', api: ordersApi, events: ordersEvents },
  payments: { about: 'Payments and refunds', api: paymentsApi, events: paymentsEvents },
};

/** Every operation there is. The gateway's table, OpenAPI and the access-control lists are made from it. */
export const allEndpoints: readonly Endpoint[] = Object.values(contracts).flatMap(({ api }) => Object.values(api));

/** What users keep in the audit trail of all other services. */
export const auditEvents = auditedServices.map(audited);

/** Every event there is, for AsyncAPI and for tests over all schemas. */
export const allEvents: readonly EventDefinition[] = [
  ...Object.values(contracts).flatMap(({ events }) => Object.values(events)),
  ...auditEvents,
];
