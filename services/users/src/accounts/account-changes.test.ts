import { describe, expect, it } from '@jest/globals';
import type { Role, UserId } from '@arcade/contracts';
import { newId, parseIfMatch } from '@arcade/service-defaults';
import * as fc from 'fast-check';
import type { Account } from './account.ts';
import { anAccount, at } from './account-under-test.fixture.ts';
import {
  changeProfile,
  rehashed,
  revokeSessions,
  setDisabled,
  setRoles,
  signIn,
  verifyEmail,
  withoutRevocation,
} from './account-changes.ts';
import { eventsOf } from './account-events.ts';
import { requestVerification } from './account-mails.ts';
import { changePassword } from './password-changes.ts';

const admin = newId<UserId>();
const account = anAccount;
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('signIn', () => {
  it('begins a session now', () => {
    expect(signIn(account(), 'hash-1', at(5)).lastSignInAt).toEqual(at(5));
  });

  it('refuses a password that was changed while it was being proven', () => {
    expect(() => signIn(account({ passwordHash: 'hash-2' }), 'hash-1', at(5))).toThrow(code('invalid-credentials'));
  });

  it('refuses a disabled account', () => {
    expect(() => signIn(account({ disabled: true }), 'hash-1', at(5))).toThrow(code('account-disabled'));
  });
});

describe('sessions and revocations', () => {
  const step = fc.record({
    kind: fc.constantFrom('sign-in' as const, 'revoke' as const, 'new-password' as const),
    // The database's clock may stand still between two writes, or go back after a failover.
    clock: fc.integer({ min: 0, max: 5 }),
  });

  it('a revocation ends every session before it and none after it, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let current: Account = account();
        const sessions: { createdAt: number; index: number }[] = [];
        const revocations: { revokedAt: number; index: number }[] = [];
        for (const [index, { kind, clock }] of steps.entries()) {
          if (kind === 'sign-in') current = signIn(current, 'hash-1', at(clock));
          else if (kind === 'revoke') current = revokeSessions(current, at(clock));
          else current = changePassword(current, 'hash-1', 'hash-1', at(clock));
          if (kind !== 'sign-in') revocations.push({ revokedAt: current.sessionsRevokedAt?.getTime() ?? 0, index });
          // With a new password the session that asked for it begins anew.
          if (kind !== 'revoke') sessions.push({ createdAt: current.lastSignInAt?.getTime() ?? 0, index });
        }
        for (const session of sessions) {
          const isRevoked = revocations.some(({ revokedAt }) => revokedAt >= session.createdAt);
          const wasRevokedLater = revocations.some(({ index }) => index > session.index);
          expect(isRevoked).toBe(wasRevokedLater);
        }
      }),
    );
  });

  it('keeps every revocation until it is in the log', () => {
    const twice = revokeSessions(revokeSessions(account(), at(1)), at(2));
    const [first, second] = twice.pendingRevocations;
    expect([first?.revokedAt, second?.revokedAt]).toEqual([at(1), at(2)]);
    expect(withoutRevocation(twice, first?.revocationId ?? '').pendingRevocations).toEqual([second]);
  });

  it.each([
    ['a new password', (given: Account) => changePassword(given, 'hash-1', 'hash-2', at(9))],
    ['other roles', (given: Account) => setRoles(given, ['customer', 'merchant'], admin, at(9))],
    ['disabling', (given: Account) => setDisabled(given, true, admin, at(9))],
  ])('%s revokes', (_, change) => {
    expect(change(account()).pendingRevocations).toMatchObject([{ revokedAt: at(9) }]);
  });

  it.each([
    ['the same roles', (given: Account) => setRoles(given, ['customer', 'customer'], admin, at(9))],
    ['enabling', (given: Account) => setDisabled(given, false, admin, at(9))],
  ])('%s changes nothing', (_, change) => {
    const given = account();
    expect(change(given)).toBe(given);
  });

  it('enabling again lets nobody back in by itself', () => {
    const disabled = setDisabled(account(), true, admin, at(1));
    expect(setDisabled(disabled, false, admin, at(2))).toMatchObject({ disabled: false, sessionsRevokedAt: at(1) });
  });
});

describe('rehashed', () => {
  it('replaces the hash it was made for only', () => {
    expect(rehashed(account(), 'hash-1', 'hash-1b').passwordHash).toBe('hash-1b');
    expect(rehashed(account({ passwordHash: 'hash-2' }), 'hash-1', 'hash-1b').passwordHash).toBe('hash-2');
  });
});

describe('an administrator', () => {
  const self = account({ userId: admin, roles: ['admin', 'customer'] as Role[] });

  it('cannot take the role from themselves, or disable themselves', () => {
    expect(() => setRoles(self, ['customer'], admin, at(1))).toThrow(code('illegal-transition'));
    expect(() => setDisabled(self, true, admin, at(1))).toThrow(code('illegal-transition'));
  });

  it('can take it from another', () => {
    const other = account({ roles: ['admin'] });
    expect(setRoles(other, ['customer'], admin, at(1)).roles).toEqual(['customer']);
  });
});

describe('changeProfile', () => {
  it('changes what is given, and nothing else', () => {
    const changed = changeProfile(account(), { age: 36, gender: null }, parseIfMatch('"1"'), at(3));
    expect(changed).toMatchObject({ version: 2, updatedAt: at(3), profile: { firstName: 'Ada', age: 36 } });
  });

  it('refuses over a version that is not current, and says which is', () => {
    expect(() => changeProfile(account({ version: 4 }), { age: 1 }, parseIfMatch('"3"'), at(3))).toThrow(
      expect.objectContaining({ code: 'etag-mismatch', fields: { currentETag: '"4"' } }),
    );
  });

  it('of nothing is nothing', () => {
    const given = account();
    expect(changeProfile(given, {}, parseIfMatch('"1"'), at(3))).toBe(given);
  });
});

describe('verifyEmail', () => {
  const waiting = requestVerification(account({ verifications: [{ tokenHash: 'h', expiresAt: at(10) }] }), at(0));

  it('takes a token once', () => {
    const verified = verifyEmail(waiting, 'h', at(9));
    expect(verified).toMatchObject({ emailVerified: true, verifications: [], pendingMails: [], version: 2 });
    expect(() => verifyEmail(verified, 'h', at(9))).toThrow(code('invalid-token'));
  });

  it.each([
    ['another token', 'x', 9],
    ['an expired one', 'h', 10],
  ])('refuses %s', (_, tokenHash, second) => {
    expect(() => verifyEmail(waiting, tokenHash, at(second))).toThrow(code('invalid-token'));
  });
});

describe('eventsOf', () => {
  it('tells of a registration and of every change that others see', () => {
    const opened = account();
    const changed = changeProfile(opened, { firstName: 'Augusta' }, parseIfMatch('"1"'), at(1));
    const [registered] = eventsOf(undefined, opened);
    const [told] = eventsOf(opened, changed);
    expect(registered).toMatchObject({ definition: { topic: 'users.user-registered' }, aggregate: { version: 1 } });
    expect(told).toMatchObject({
      definition: { topic: 'users.user-changed' },
      aggregate: { id: opened.userId, version: 2 },
      payload: { firstName: 'Augusta', emailVerified: false },
    });
    expect(JSON.stringify([registered, told])).not.toContain('hash-1');
  });
});
