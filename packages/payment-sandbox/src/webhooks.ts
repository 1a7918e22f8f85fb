import { createHmac } from 'node:crypto';
import { request } from 'undici';
import type { Charge } from './charge.ts';
import type { Ledger, WebhookEvent } from './ledger.ts';
import { behaviourOf } from './tokens.ts';

/** `t=<unix seconds>,v1=<HMAC-SHA256 of "t.body", hex>` */
export function signWebhook(secret: string, body: string, now: Date): string {
  const timestamp = Math.floor(now.getTime() / 1000);
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

export const signatureHeader = 'sandbox-signature';

export interface Webhooks {
  send(event: WebhookEvent, charge: Charge): void;
  /** Sends again what a former process left unacknowledged. */
  resume(): void;
  /** Ends what is under way; it is not acknowledged then and comes again after a start. */
  stop(): Promise<void>;
}

export interface WebhookOptions {
  readonly ledger: Ledger;
  readonly url: string | undefined;
  readonly secret: string;
  readonly random?: () => number;
}

/** Real providers take longer: whoever asked mostly has the answer before the event comes. Some tokens are faster. */
const usualMs = 150;
const firstRetryMs = 250;
const longestRetryMs = 10_000;
const maximumTries = 40;

/** Delivers events at least once, with back-off; magic tokens make it come often, late or never. */
export function createWebhooks({ ledger, url, secret, random = Math.random }: WebhookOptions): Webhooks {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  const ended = new AbortController();
  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };

  async function deliver(event: WebhookEvent, tries: number): Promise<void> {
    if (url === undefined) return;
    const body = JSON.stringify(event);
    const accepted = await request(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', [signatureHeader]: signWebhook(secret, body, new Date()) },
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]),
    }).then(
      async (response) => {
        await response.body.dump();
        return response.statusCode < 300;
      },
      () => false,
    );
    if (accepted) await ledger.append({ delivered: event.id });
    else if (tries < maximumTries && !ended.signal.aborted) {
      deliverAfter(Math.min(longestRetryMs, firstRetryMs * 2 ** tries), event, tries + 1);
    }
  }
  const deliverAfter = (ms: number, event: WebhookEvent, tries = 0) =>
    later(ms, () => {
      const delivery = deliver(event, tries).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    });

  function send(event: WebhookEvent, charge: Charge): void {
    switch (behaviourOf(charge.token)?.webhooks) {
      case 'dropped':
        void ledger.append({ delivered: event.id });
        return;
      case 'duplicated':
        for (const ms of [0, 20, 200]) deliverAfter(ms, event);
        return;
      case 'reordered':
        deliverAfter(charge.status === 'authorized' ? 1500 : 0, event);
        return;
      case 'storm':
        if (random() < 0.1) void ledger.append({ delivered: event.id });
        else for (const span of [400, 800]) deliverAfter(random() * span, event);
        return;
      case undefined:
        deliverAfter(usualMs, event);
    }
  }
  return {
    send,
    resume() {
      for (const event of ledger.undelivered.values()) deliverAfter(0, event);
    },
    async stop() {
      ended.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(underWay);
    },
  };
}
