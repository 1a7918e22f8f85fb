import { allEvents, liveEvents, type EventDefinition } from '@arcade/contracts';
import * as z from 'zod';

/** `orders.order-placed` → `OrderPlaced` of `shop.arcade.order.placed.v1`. */
const nameOf = ({ topic }: EventDefinition) =>
  topic.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());

function jsonSchemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return rest;
}

/**
 * AsyncAPI 3 of every event: one channel for each topic, CloudEvents whose data is the event's schema, and one for what
 * the gateway sends to open pages.
 */
export function generateAsyncApi(): Map<string, string> {
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  for (const definition of allEvents) {
    const name = nameOf(definition);
    messages[name] = {
      name: definition.type,
      contentType: 'application/cloudevents+json',
      payload: cloudEvent(definition, jsonSchemaOf(definition.data)),
    };
    channels[name] = { address: definition.topic, messages: { [name]: { $ref: `#/components/messages/${name}` } } };
    operations[`publish${name}`] = {
      action: 'send',
      channel: { $ref: `#/channels/${name}` },
      tags: [{ name: definition.producer }],
    };
  }
  for (const [name, data] of Object.entries(liveEvents)) {
    messages[`live-${name}`] = { name, contentType: 'text/event-stream', payload: jsonSchemaOf(data) };
  }
  channels['live'] = {
    address: '/events',
    description: 'Server-sent events of the gateway, for open pages: the name of each message is its `event`.',
    messages: Object.fromEntries(
      Object.keys(liveEvents).map((name) => [name, { $ref: `#/components/messages/live-${name}` }]),
    ),
  };
  operations['sendLive'] = { action: 'send', channel: { $ref: '#/channels/live' }, tags: [{ name: 'gateway' }] };
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Arcade events',
      version: '0.1.0',
      description:
        'CloudEvents 1.0 through Dapr pub/sub, each a row in its producer’s database first, and the stream for open pages.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels,
    operations,
    components: { messages },
  };
  return new Map([['docs/api/asyncapi.json', JSON.stringify(document)]]);
}

const cloudEvent = ({ type, producer }: EventDefinition, data: unknown) => ({
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', description: 'The event’s id' },
    source: { const: producer },
    type: { const: type },
    subject: { type: 'string', description: 'Id of the aggregate that changed' },
    data,
  },
});
