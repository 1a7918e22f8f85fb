import { UserChanged, UserRegistered } from '@arcade/contracts';
import { outgoing, type OutgoingEvent } from '@arcade/messaging';
import type { Account } from './account.ts';

/** What is published of a change; nothing when none of it is theirs to see. */
export function eventsOf(before: Account | undefined, after: Account): OutgoingEvent[] {
  if (before?.version === after.version) return [];
  const { userId, email, emailVerified, disabled, profile, version } = after;
  const { firstName, lastName } = profile;
  const roles = [...after.roles];
  const aggregate = { id: userId, version };
  return [
    before === undefined
      ? outgoing(UserRegistered, aggregate, { userId, email, firstName, lastName, roles })
      : outgoing(UserChanged, aggregate, { userId, email, firstName, lastName, roles, emailVerified, disabled }),
  ];
}
