import type { ServerResponse } from 'node:http';
import type { LiveEventData, LiveEventName } from '@arcade/contracts';
import type { LiveEvent, LiveStream, StoredLiveEvent } from './live-events.ts';
import type { SignedIn } from './sessions.ts';

const maximumBacklog = 1024 * 1024;
const idPattern = /^\d{1,15}-\d{1,15}$/;

export interface OpenPageOptions {
  readonly res: ServerResponse;
  readonly stream: LiveStream;
  readonly signedIn: SignedIn | undefined;
  readonly stands: (signedIn: SignedIn) => boolean;
  /** Which products the page shows; undefined: any. */
  readonly products: ReadonlySet<string> | undefined;
}

/** One page that listens. */
export interface OpenPage {
  /** Sends what was missed since a position, then everything new. */
  begin(lastEventId: string | undefined): Promise<void>;
  /** Shows that the connection lives, and ends it when the session does not. */
  beat(): void;
  close(): void;
}

export function openPage({ res, stream, signedIn, stands, products }: OpenPageOptions): OpenPage {
  const hasEnded = () => signedIn !== undefined && !stands(signedIn);
  const close = () => {
    unsubscribe();
    res.end();
  };

  const wanted = (event: LiveEvent): string => {
    switch (event.name) {
      case 'product':
        return (products?.has(event.productId) ?? true) ? frame(event.name, event.data) : '';
      case 'user':
        return event.userId === signedIn?.identity.userId ? frame(event.name, event.data) : '';
      case 'revocation':
        return '';
    }
  };
  const send = ({ id, event }: StoredLiveEvent) => {
    if (hasEnded()) {
      close();
      return;
    }
    const text = wanted(event);
    if (text !== '') write(`id: ${id}\n${text}`);
  };
  // A reader that does not keep up is cut off; it comes back with its Last-Event-ID.
  const write = (text: string) => void (res.writableLength > maximumBacklog ? res.destroy() : res.write(text));

  const waiting: StoredLiveEvent[] = [];
  let deliver = (stored: StoredLiveEvent) => void waiting.push(stored);
  const unsubscribe = stream.subscribe((stored) => deliver(stored));

  const replay = async (from: string) => {
    const { events, complete } = await stream.since(from);
    if (!complete) write(frame('resync', {}));
    for (const stored of events) send(stored);
    return events.at(-1)?.id ?? from;
  };

  return {
    async begin(lastEventId) {
      try {
        const from = lastEventId !== undefined && idPattern.test(lastEventId) ? lastEventId : undefined;
        const reached = from === undefined ? stream.position() : await replay(from);
        // So that a page which gets nothing at first can still say later where it was.
        write(`id: ${reached}\n\n`);
        deliver = (stored) => {
          if (isAfter(stored.id, reached)) send(stored);
        };
        for (const stored of waiting) deliver(stored);
      } catch {
        close();
      }
    },
    beat() {
      if (hasEnded()) close();
      else write(': alive\n\n');
    },
    close,
  };
}

const frame = <Name extends LiveEventName>(name: Name, data: LiveEventData<Name>) =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function isAfter(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && n > otherN);
}
