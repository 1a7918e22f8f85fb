import type { CloudEvent } from '@arcade/contracts';
import { connect } from 'amqplib';
import { eventually, type EventuallyOptions } from './eventually.ts';

export interface EventCollector {
  /** Everything received so far, oldest first. */
  readonly events: CloudEvent[];
  /** The first event that a test looks for, received already or within the time. */
  find(matches: (event: CloudEvent) => boolean, options?: EventuallyOptions): Promise<CloudEvent>;
  readonly stop: () => Promise<void>;
}

/** Subscribes beside the real consumers to topics that Dapr publishes into a RabbitMQ virtual host. */
export async function collectEvents(vhostUrl: string, topics: readonly string[]): Promise<EventCollector> {
  const connection = await connect(vhostUrl);
  const channel = await connection.createChannel();
  const events: CloudEvent[] = [];
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  for (const topic of topics) {
    // As Dapr's component declares a topic.
    await channel.assertExchange(topic, 'fanout', { durable: true });
    await channel.bindQueue(queue, topic, '');
  }
  const keep = (message: { content: Buffer } | null) => {
    if (message !== null) events.push(JSON.parse(message.content.toString()) as CloudEvent);
  };
  await channel.consume(queue, keep, { noAck: true });
  return {
    events,
    find: (matches, options) => eventually(() => events.find(matches), options),
    stop: () => connection.close(),
  };
}
