import type { OrderId } from '@arcade/contracts';
import type { Failpoints, Logger } from '@arcade/service-defaults';
import type { Neighbours } from './neighbours.ts';
import type { OrderRepository, StoredOrder } from './order-repository.ts';

export interface OrderSettings {
  /** How long an order can be paid. */
  readonly payMs: number;
  /** How long after that it waits for a provider that is still deciding. */
  readonly graceMs: number;
  readonly returnMs: number;
}

/** What the use cases stand on. */
export interface OrdersContext {
  readonly orders: OrderRepository;
  readonly neighbours: Neighbours;
  /** Lets the saga of an order resume now, in the background. */
  readonly advance: (orderId: OrderId, known?: StoredOrder) => void;
  readonly failpoints: Failpoints;
  readonly logger: Logger;
  readonly settings: OrderSettings;
}
