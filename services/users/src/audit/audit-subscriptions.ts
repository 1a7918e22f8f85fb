import { auditEvents } from '@arcade/contracts';
import { on, type Subscription } from '@arcade/messaging';
import type { ClientSession } from 'mongoose';
import type { MongoAuditTrail } from './mongo-audit-trail.ts';

/** What the other services have audited. */
export const auditSubscriptions = (trail: MongoAuditTrail): readonly Subscription<ClientSession>[] =>
  auditEvents.map((definition) => on(definition, (session, entry) => trail.recordIn(session, entry)));
