import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudEvent } from '@arcade/contracts';
import { traceOf, withTrace } from '@arcade/service-defaults';
import express, { Router } from 'express';
import type { Letter } from './inbox.ts';
import type { ReceiveEvent } from './receive-event.ts';

const maximumDelayMs = 5000;

/**
 * `/dapr/subscribe` and a route for each topic. The broker brings a refused event again at once, so the answer to a
 * failure is what slows it down: `retryDelayMs`, doubled with each failure.
 */
export function subscriptionRoutes(topics: readonly string[], receive: ReceiveEvent, retryDelayMs: number): Router {
  const router = Router({ caseSensitive: true });
  router.get('/dapr/subscribe', (_req, res) => {
    res.json(
      topics.map((topic) => ({
        pubsubname: 'pubsub',
        topic,
        route: `/subscriptions/${topic}`,
        metadata: { queueType: 'quorum' },
      })),
    );
  });
  const parse = express.json({ type: ['application/json', 'application/*+json'], limit: '1mb' });
  // Any topic, because daprd drops what a subscription answers with 404.
  router.post('/subscriptions/:topic', parse, async (req, res) => {
    const { letter, traceparent } = open(req.params.topic, req.body);
    const received = await withTrace(traceOf(traceparent), () => receive(letter, 'broker'));
    if (received.outcome === 'failed') {
      await sleep(Math.min(maximumDelayMs, retryDelayMs * 2 ** (received.attempts - 1)));
      res.json({ status: 'RETRY' });
      return;
    }
    res.json({ status: 'SUCCESS' });
  });
  return router;
}

/** Whatever arrives gets an id, so that even nonsense is kept once. */
function open(topic: string, body: unknown): { letter: Letter; traceparent: string | undefined } {
  const envelope = CloudEvent.safeParse(body);
  if (!envelope.success) return { letter: { eventId: hashOf(body), topic, data: body }, traceparent: undefined };
  const { id, data, traceparent } = envelope.data;
  const eventId = (data as { eventId?: unknown } | null | undefined)?.eventId ?? id;
  return { letter: { eventId: isId(eventId) ? eventId : hashOf(body), topic, data }, traceparent };
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const hashOf = (body: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex');
