import { OrderCancelled, OrderConfirmed, StockChanged, UserChanged, UserRegistered } from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { ClientSession } from 'mongoose';
import type { Replicas } from './mongo-replicas.ts';
import type { Purchases } from './reviews/mongo-purchases.ts';

/** What products subscribe to. */
export const productSubscriptions = (
  replicas: Replicas,
  purchases: Purchases,
): readonly Subscription<ClientSession>[] => [
  on(StockChanged, (session, event) => replicas.keepStock(session, event)),
  on(UserRegistered, (session, event) => replicas.keepName(session, event)),
  on(UserChanged, (session, event) => replicas.keepName(session, event)),
  on(OrderConfirmed, (session, order) => purchases.keep(session, order, true)),
  on(OrderCancelled, (session, order) => purchases.keep(session, order, false)),
];
