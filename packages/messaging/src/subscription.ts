import type { EventData, EventDefinition } from '@arcade/contracts';

/**
 * Has work done once the handler's transaction is durable, in the event's trace; not when that is rolled back, nor by a
 * process that dies meanwhile. It must not throw.
 */
export type AfterCommit = (work: () => void) => void;

/** What a service does when another's event arrives. `Tx` is the transaction in which the inbox is written too. */
export interface Subscription<Tx> {
  readonly definition: EventDefinition;
  /** Runs once for each event. Order is only per aggregate, by `aggregateVersion`: ignore older ones. */
  handle(tx: Tx, data: unknown, afterCommit: AfterCommit): Promise<unknown>;
}

/** Subscribes to an event: `on(PriceChanged, async (tx, { productId, price }) => …)`. */
export const on = <Tx, Definition extends EventDefinition>(
  definition: Definition,
  handle: (tx: Tx, data: EventData<Definition>, afterCommit: AfterCommit) => Promise<unknown>,
): Subscription<Tx> => ({
  definition,
  handle: (tx, data, afterCommit) => handle(tx, data as EventData<Definition>, afterCommit),
});
