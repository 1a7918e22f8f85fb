import { CloudEvent } from '@arcade/contracts';
import express, { Router } from 'express';
import { liveDefinitions } from './live-definitions.ts';
import type { LiveEvent } from './live-events.ts';

const route = (topic: string) => `/subscriptions/${topic}`;

/**
 * The gateway owns nothing, so it keeps no inbox: an event twice shows the same state twice, and a lost one is found by
 * the page's next read (and revocations by their replay).
 */
export function subscriptionRoutes(handle: (event: LiveEvent) => Promise<void>): Router {
  const router = Router();
  router.get('/dapr/subscribe', (_req, res) => {
    res.json(
      liveDefinitions.map(({ definition: { topic } }) => ({
        pubsubname: 'pubsub',
        topic,
        route: route(topic),
        metadata: { queueType: 'quorum' },
      })),
    );
  });
  const parse = express.json({ type: ['application/json', 'application/*+json'], limit: '1mb' });
  for (const { definition, read } of liveDefinitions) {
    router.post(route(definition.topic), parse, async (req, res) => {
      const told = read(CloudEvent.safeParse(req.body).data?.data);
      if (told === undefined) {
        // A producer's mistake never gets better by asking again; its own consumers keep it as a dead letter.
        res.json({ status: 'DROP' });
        return;
      }
      if (told.event !== undefined) await handle(told.event);
      res.json({ status: 'SUCCESS' });
    });
  }
  return router;
}
