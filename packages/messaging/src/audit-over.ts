import { audited, type AuditEntry, type ServiceName } from '@arcade/contracts';
import type { Messaging } from './messaging.ts';
import { outgoing } from './outgoing-event.ts';

/** Keeps entries of the audit trail as a service's events: they travel to the service that keeps the trail. */
export function auditOver(messaging: Pick<Messaging, 'record'>, service: ServiceName) {
  const definition = audited(service);
  return (entry: AuditEntry): Promise<void> =>
    messaging.record(outgoing(definition, { id: entry.auditId, version: entry.outcome === null ? 1 : 2 }, entry));
}
