import { allEvents, type EventDefinition } from '@arcade/contracts';
import * as z from 'zod';

/** `orders.order-placed` → `OrderPlaced` of `shop.arcade.order.placed.v1`. */
const nameOf = ({ topic }: EventDefinition) =>
  topic.replaceAll(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase());

/** AsyncAPI 3 of every event: one channel for each topic, CloudEvents whose data is the event's schema. */
export function generateAsyncApi(): Map<string, string> {
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  for (const definition of allEvents) {
    const name = nameOf(definition);
    const { $schema: _, ...payload } = z.toJSONSchema(definition.data, { io: 'output', unrepresentable: 'any' });
    messages[name] = {
      name: definition.type,
      contentType: 'application/cloudevents+json',
      payload: cloudEvent(definition, payload),
    };
    channels[name] = { address: definition.topic, messages: { [name]: { $ref: `#/components/messages/${name}` } } };
    operations[`publish${name}`] = {
      action: 'send',
      channel: { $ref: `#/channels/${name}` },
      tags: [{ name: definition.producer }],
    };
  }
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Arcade events',
      version: '0.1.0',
      description: 'CloudEvents 1.0 through Dapr pub/sub. Each is a row in its producer’s database first.',
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
