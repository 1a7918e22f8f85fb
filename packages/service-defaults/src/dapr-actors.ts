import { Router } from 'express';
import { away, type Dapr } from './dapr-client.ts';
import type { Logger } from './logger.ts';

/** An actor type here only nudges: a reminder fires, an idempotent command runs. It owns no state and no invariant. */
export interface ActorType {
  readonly type: string;
  onReminder(actorId: string, reminder: string): Promise<void>;
}

/** The routes by which daprd hosts our actors. A failed reminder answers 500 and fires again at its next period. */
export function actorRoutes(types: readonly ActorType[], logger: Logger): Router {
  const router = Router();
  router.get('/dapr/config', (_req, res) => {
    res.json({
      entities: types.map(({ type }) => type),
      actorIdleTimeout: '1m',
      drainOngoingCallTimeout: '10s',
      drainRebalancedActors: true,
    });
  });
  for (const actor of types) {
    const { type } = actor;
    router.put(`/actors/${type}/:actorId/method/remind/:reminder`, async (req, res) => {
      const { actorId, reminder } = req.params;
      await actor.onReminder(actorId, reminder);
      logger.debug({ type, actorId, reminder }, 'reminder');
      res.status(200).end();
    });
    router.delete(`/actors/${type}/:actorId`, (_req, res) => void res.status(200).end());
  }
  return router;
}

/** One repeating reminder of one actor; it is deleted when its work is done. */
export interface Reminders {
  /** Fires after `dueSeconds` and then every `periodSeconds` until cancelled. Registering again replaces it. */
  schedule(actorId: string, reminder: string, dueSeconds: number, periodSeconds: number): Promise<void>;
  cancel(actorId: string, reminder: string): Promise<void>;
}

export function createReminders(dapr: Dapr, actorType: string): Reminders {
  const path = (actorId: string, reminder: string) =>
    `/v1.0/actors/${actorType}/${encodeURIComponent(actorId)}/reminders/${reminder}`;
  return {
    async schedule(actorId, reminder, dueSeconds, periodSeconds) {
      const body = JSON.stringify({ dueTime: `${Math.max(0, Math.ceil(dueSeconds))}s`, period: `${periodSeconds}s` });
      const { status, text } = await dapr.request('POST', path(actorId, reminder), { body });
      if (status >= 300) throw away('actors', `reminder ${actorType}/${actorId}: ${status} ${text}`);
    },
    async cancel(actorId, reminder) {
      const { status, text } = await dapr.request('DELETE', path(actorId, reminder));
      if (status >= 300) throw away('actors', `reminder ${actorType}/${actorId}: ${status} ${text}`);
    },
  };
}
