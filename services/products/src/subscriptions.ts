import { StockChanged, UserChanged, UserRegistered } from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { ClientSession } from 'mongoose';
import type { Replicas } from './mongo-replicas.ts';

/** What products hear of others. */
export const productSubscriptions = (replicas: Replicas): readonly Subscription<ClientSession>[] => [
  on(StockChanged, (session, event) => replicas.keepStock(session, event)),
  on(UserRegistered, (session, event) => replicas.keepName(session, event)),
  on(UserChanged, (session, event) => replicas.keepName(session, event)),
];
