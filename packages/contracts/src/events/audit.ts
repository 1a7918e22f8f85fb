import { AuditEntry } from '../audit.ts';
import type { ServiceName } from '../services.ts';
import { event } from './event.ts';

/** Every audited service has this event. What a service did or tried to do. Aggregate: the entry, first as it began (version 1), then with its outcome (version 2). */
export const audited = (service: ServiceName) => event(service, `${service}-audit`, 'recorded', AuditEntry.shape);
