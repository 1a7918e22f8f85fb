import { LiveProduct, LiveUser } from '@arcade/contracts';
import * as z from 'zod';

const Revocation = z.object({ userId: z.string(), sessionHash: z.string().optional(), revokedAt: z.string() });

/** A change that open pages or gateways want to know. What pages get of it is the contract's. */
export const LiveEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('product'), productId: z.string(), data: LiveProduct }),
  z.object({ name: z.literal('user'), userId: z.string(), data: LiveUser }),
  z.object({ name: z.literal('revocation'), userId: z.string(), data: Revocation }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

export interface StoredLiveEvent {
  /** Position in the stream; the SSE `id`. */
  readonly id: string;
  readonly event: LiveEvent;
}

export interface Missed {
  readonly events: readonly StoredLiveEvent[];
  /** False: the position is older than what is kept, so more may have been missed. */
  readonly complete: boolean;
}

/** One ordered stream of live events that all gateways share. */
export interface LiveStream {
  append(event: LiveEvent): Promise<void>;
  /** Where the stream ends now, as far as this gateway has read. */
  position(): string;
  since(id: string): Promise<Missed>;
  /** Calls back for each new event; returns how to stop. */
  subscribe(listener: (event: StoredLiveEvent) => void): () => void;
  start(): void;
  stop(): Promise<void>;
}
