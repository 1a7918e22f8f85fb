import * as z from 'zod';

/** A change that open pages want to know, as it travels over SSE. `name` is the SSE event's name. */
export const LiveEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('product'), productId: z.string(), data: z.looseObject({}) }),
  z.object({ name: z.literal('user'), userId: z.string(), data: z.looseObject({}) }),
  z.object({ name: z.literal('revocation'), userId: z.string(), data: z.looseObject({}) }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export interface StoredLiveEvent {
  /** Position in the stream; the SSE `id`. */
  readonly id: string;
  readonly event: LiveEvent;
}

/** One ordered stream of live events that all gateways share. */
export interface LiveStream {
  append(event: LiveEvent): Promise<void>;
  /** Events after a position, oldest first, as far as they are kept. */
  since(id: string): Promise<readonly StoredLiveEvent[]>;
  /** Calls back for each new event; returns how to stop. */
  subscribe(listener: (event: StoredLiveEvent) => void): () => void;
  start(): void;
  stop(): Promise<void>;
}
