import { setTimeout as sleep } from 'node:timers/promises';

/** What an open page hears from `/events`. */
export interface Updates {
  /** Resolves when the page is told that an order has this status. @throws Error after 30 s */
  untilOrder(orderId: string, status: string): Promise<void>;
  close(): void;
}

interface OrderUpdate {
  readonly change: string;
  readonly orderId?: string;
  readonly status?: string;
}

const patienceMs = 30_000;

/** Follows the event stream of somebody who is signed in. */
export async function openUpdates(url: string, token: string): Promise<Updates> {
  const abort = new AbortController();
  const waiting = new Map<string, () => void>();
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/events?products=`, { headers, signal: abort.signal });
  if (!response.ok || response.body === null) throw new Error(`/events answered ${response.status}`);
  void follow(response.body, ({ change, orderId, status }) => {
    if (change === 'order') waiting.get(`${orderId} ${status}`)?.();
  }).catch(() => {});
  return {
    async untilOrder(orderId, status) {
      const key = `${orderId} ${status}`;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(key, resolve);
      const tooLate = sleep(patienceMs, true, { ref: false });
      if ((await Promise.race([promise, tooLate])) === true) throw new Error(`Nobody was told that ${key}`);
      waiting.delete(key);
    },
    close: () => abort.abort(),
  };
}

async function follow(body: ReadableStream<Uint8Array>, tell: (update: OrderUpdate) => void): Promise<void> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: ?user$/m.test(block) ? /^data: ?(.*)$/m.exec(block)?.[1] : undefined;
      if (data !== undefined) tell(JSON.parse(data) as OrderUpdate);
    }
  }
}
