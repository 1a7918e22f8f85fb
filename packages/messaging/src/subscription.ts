import type { EventData, EventDefinition } from '@arcade/contracts';

/** What a service does when another's event arrives. `Tx` is the transaction in which the inbox is written too. */
export interface Subscription<Tx> {
  readonly definition: EventDefinition;
  /** Runs once for each event. Order is only per aggregate, by `aggregateVersion`: ignore older ones. */
  handle(tx: Tx, data: unknown): Promise<unknown>;
}

/** Subscribes to an event: `on(PriceChanged, async (tx, { productId, price }) => …)`. */
export const on = <Tx, Definition extends EventDefinition>(
  definition: Definition,
  handle: (tx: Tx, data: EventData<Definition>) => Promise<unknown>,
): Subscription<Tx> => ({
  definition,
  handle: (tx, data) => handle(tx, data as EventData<Definition>),
});
