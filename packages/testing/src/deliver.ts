import type { CloudEvent, EventDefinition, EventId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { request } from 'undici';
import type { PublishedEvent } from './direct-dapr.ts';
import { testAppToken } from './test-keys.ts';

interface DaprSubscription {
  readonly topic: string;
  readonly route?: string;
  readonly routes?: { readonly default?: string };
}

export interface Delivery {
  readonly status: number;
  /** What the subscriber wants done with the message; an empty answer is success. */
  readonly outcome: string;
}

/**
 * Hands an event to a service as daprd does: to the route it subscribed its topic with.
 * @throws Error when the service has not subscribed to the topic
 */
export async function deliver(origin: string, { topic, event }: PublishedEvent): Promise<Delivery> {
  const subscriptions = (await send(origin, 'GET', '/dapr/subscribe')).json as readonly DaprSubscription[];
  const subscription = subscriptions.find((candidate) => candidate.topic === topic);
  const route = subscription?.route ?? subscription?.routes?.default;
  if (route === undefined) throw new Error(`No subscription to ${topic}`);
  const path = route.startsWith('/') ? route : `/${route}`;
  const { status, json } = await send(origin, 'POST', path, { ...event, topic, pubsubname: 'pubsub' });
  return { status, outcome: (json as { status?: string } | undefined)?.status ?? (status < 300 ? 'SUCCESS' : 'RETRY') };
}

/** A CloudEvent as its producer would publish it. @throws ZodError when the payload is not what the contract says */
export function eventOf(
  { data: schema, topic, type, producer }: EventDefinition,
  aggregate: { readonly id: string; readonly version: number },
  payload: object,
): PublishedEvent {
  const eventId = newId<EventId>();
  const data = schema.parse({
    ...payload,
    eventId,
    aggregateId: aggregate.id,
    aggregateVersion: aggregate.version,
    occurredAt: new Date().toISOString(),
  });
  return { topic, event: { specversion: '1.0', id: eventId, source: producer, type, subject: aggregate.id, data } };
}

/** Hands an event over. @throws Error when it is not taken */
export async function tell(origin: string, event: PublishedEvent): Promise<void> {
  const { outcome } = await deliver(origin, event);
  if (outcome !== 'SUCCESS') throw new Error(`${event.topic} was answered ${outcome}`);
}

async function send(origin: string, method: 'GET' | 'POST', path: string, event?: CloudEvent) {
  const { statusCode, body } = await request(origin + path, {
    method,
    headers: { 'dapr-api-token': testAppToken, 'content-type': 'application/cloudevents+json' },
    body: event === undefined ? null : JSON.stringify(event),
  });
  const text = await body.text();
  return {
    status: statusCode,
    json: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : undefined,
  };
}
