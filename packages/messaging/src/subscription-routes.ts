import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudEvent, eventIdPattern } from '@arcade/contracts';
import express, { Router } from 'express';
import type { Message } from './inbox.ts';
import type { Received, ReceiveEvents } from './receive-event.ts';

/** No longer, because a topic's next batch waits for the answer to this one. */
const maximumDelayMs = 500;

/**
 * As many as the broker hands out without an acknowledgement. A quiet topic's events wait a moment for company: one
 * request and one transaction for several cost a fraction.
 */
const bulkSubscribe = { enabled: true, maxMessagesCount: 16, maxAwaitDurationMs: 30 } as const;

/**
 * `/dapr/subscribe` and a route for each topic, for one event or a batch. The broker brings a refused event again at
 * once, so the answer to a failure is what slows it down: `retryDelayMs`, doubled with each failure.
 */
export function subscriptionRoutes(topics: readonly string[], receive: ReceiveEvents, retryDelayMs: number): Router {
  const router = Router({ caseSensitive: true });
  router.get('/dapr/subscribe', (_req, res) => {
    res.json(
      topics.map((topic) => ({
        pubsubname: 'pubsub',
        topic,
        route: `/subscriptions/${topic}`,
        metadata: { queueType: 'quorum' },
        bulkSubscribe,
      })),
    );
  });
  const delayOf = (result: Received) =>
    result.outcome === 'failed' ? Math.min(maximumDelayMs, retryDelayMs * 2 ** (result.attempts - 1)) : 0;
  const parse = express.json({ type: ['application/json', 'application/*+json'], limit: '8mb' });
  // Any topic, because daprd drops what a subscription answers with 404.
  router.post('/subscriptions/:topic', parse, async (req, res) => {
    const { topic } = req.params;
    const batch = entriesOf(req.body);
    const messages = batch === undefined ? [open(topic, req.body)] : batch.map(({ event }) => open(topic, event));
    const results = await receive(messages, 'broker');
    const delay = Math.max(0, ...results.map(delayOf));
    if (delay > 0) await sleep(delay);
    const statuses = results.map(({ outcome }) => (outcome === 'failed' ? 'RETRY' : 'SUCCESS'));
    if (batch === undefined) res.json({ status: statuses[0] });
    else res.json({ statuses: batch.map(({ entryId }, index) => ({ entryId, status: statuses[index] })) });
  });
  return router;
}

interface Entry {
  readonly entryId: string;
  readonly event: unknown;
}

/** The events of daprd's batch; undefined when it is none. */
function entriesOf(body: unknown): readonly Entry[] | undefined {
  const { entries, specversion } = (body ?? {}) as { entries?: unknown; specversion?: unknown };
  return specversion === undefined && Array.isArray(entries) ? (entries as Entry[]) : undefined;
}

/** Whatever arrives gets an id, so that even nonsense is kept once. */
function open(topic: string, body: unknown): Message {
  const envelope = CloudEvent.safeParse(body);
  if (!envelope.success) return { eventId: hashOf(body), topic, data: body };
  const { id, data, traceparent } = envelope.data;
  const eventId = (data as { eventId?: unknown } | null | undefined)?.eventId ?? id;
  return { eventId: isId(eventId) ? eventId : hashOf(body), topic, data, traceparent };
}

const isId = (value: unknown): value is string => typeof value === 'string' && eventIdPattern.test(value);
const hashOf = (body: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex');
