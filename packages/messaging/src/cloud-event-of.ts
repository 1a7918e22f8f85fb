import type { CloudEvent, ServiceName } from '@arcade/contracts';
import type { StoredEvent } from './event-log.ts';

/** The envelope in which an event travels. */
export const cloudEventOf = (producer: ServiceName, { type, data, traceparent }: StoredEvent): CloudEvent => ({
  specversion: '1.0',
  id: data.eventId,
  source: `/arcade/${producer}`,
  type,
  subject: data.aggregateId,
  time: data.occurredAt,
  datacontenttype: 'application/json',
  ...(traceparent === undefined ? {} : { traceparent }),
  data,
});
