import { AuditEntry } from '../audit.ts';
import { endpoint } from '../endpoint.ts';
import { UserId } from '../ids.ts';
import { pageOf, PageQuery } from '../paging.ts';
import { token } from '../text.ts';
import { Timestamp } from '../times.ts';

/** Operation of users, which keeps the trail. Nothing changes or removes an entry. */
export const readAuditTrail = endpoint({
  method: 'GET',
  path: '/admin/audit',
  summary: 'Who did what, when, from where and with what outcome, newest first',
  access: 'admin',
  query: PageQuery.extend({
    actor: UserId.optional(),
    action: token(1, 100).optional(),
    subject: token(1, 100).optional(),
    since: Timestamp.optional(),
    until: Timestamp.optional(),
  }),
  responses: { 200: pageOf(AuditEntry) },
});
