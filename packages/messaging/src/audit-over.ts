import type { AuditEntry, OrdersAudited, ServiceName } from '@arcade/contracts';
import { createAudit, type Audit, type Clock, type Logger } from '@arcade/service-defaults';
import type { Messaging } from './messaging.ts';
import { outgoing } from './outgoing-event.ts';

export interface AuditOverOptions {
  readonly service: ServiceName;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Audits a service's operations: entries travel as its events to the service that keeps the trail. */
export const auditOver = (
  messaging: Pick<Messaging, 'record'>,
  definition: typeof OrdersAudited,
  options: AuditOverOptions,
): Audit => {
  const record = (entry: AuditEntry) =>
    messaging.record(outgoing(definition, { id: entry.auditId, version: entry.outcome === null ? 1 : 2 }, entry));
  return createAudit({ ...options, record });
};
