import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Account } from './account.ts';
import { anAccount, at } from './account-under-test.fixture.ts';
import { eventsOf } from './account-events.ts';
import { claimMail, mailSettled, requestMail } from './account-mails.ts';
import { requestEmailChange } from './email-changes.ts';
import { changePassword, requestReset, resetPassword } from './password-changes.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const token = (tokenHash: string, second = 3600) => ({ tokenHash, expiresAt: at(second) });
const tokens = (hashes: string) => hashes.split('').map((hash) => token(hash));
const kinds = ({ pendingMails }: Account) => pendingMails.map(({ kind, to }) => [kind, to]);
/** Somebody can open a link for a new password, and one more is on its way; and a change of address waits. */
const open = (): Account => {
  const asked = requestReset(anAccount({ passwordResets: [token('a'), token('b')] }), 'ada@example.com', at(1));
  const moving = requestEmailChange(asked, 'hash-1', 'new@example.com', at(1));
  return { ...moving, emailChange: { newEmail: 'new@example.com', tokens: [token('c')] } };
};

describe('changePassword', () => {
  it('refuses when somebody else has changed it meanwhile', () => {
    const given = anAccount({ passwordHash: 'hash-2' });
    expect(() => changePassword(given, 'hash-1', 'hash-3', at(9))).toThrow(code('invalid-credentials'));
  });

  it('is nothing that others see', () => {
    const given = anAccount();
    expect(eventsOf(given, changePassword(given, 'hash-1', 'hash-2', at(9)))).toEqual([]);
  });

  it('ends every link that could undo it, and tells the owner', () => {
    const changed = changePassword(open(), 'hash-1', 'hash-2', at(9));
    expect(changed).toMatchObject({ passwordResets: [], emailChange: null });
    expect(kinds(changed)).toEqual([['password-changed', 'ada@example.com']]);
  });
});

describe('requestReset', () => {
  const request = (account: Account) => requestReset(account, 'ada@example.com', at(9));

  it('asks for one mail, however often', () => {
    expect(kinds(request(request(anAccount())))).toEqual([['reset-password', 'ada@example.com']]);
  });

  it.each([
    ['a disabled account', anAccount({ disabled: true })],
    ['an account that has another address by now', anAccount({ email: 'new@example.com' })],
    ['an account with five links that work', anAccount({ passwordResets: tokens('abcde') })],
  ])('does nothing for %s', (_, account) => {
    expect(request(account)).toBe(account);
  });

  it('asks again when one of five links has expired', () => {
    const passwordResets = [token('old', 9), ...tokens('abcd')];
    expect(kinds(request(anAccount({ passwordResets })))).toHaveLength(1);
  });

  it('never lets more than five links work, and the newest always does', () => {
    const step = fc.record({ seconds: fc.integer({ min: 0, max: 1200 }), isSent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let account: Account = anAccount();
        let now = 0;
        for (const [index, { seconds, isSent }] of steps.entries()) {
          now += seconds;
          account = requestReset(account, account.email, at(now));
          const [mail] = account.pendingMails;
          if (mail === undefined || !isSent || mail.dueAt > at(now)) continue;
          account = mailSettled(claimMail(account, mail.mailId, token(`t${index}`, now + 3600), at(now)), mail.mailId);
          expect(account.passwordResets.at(-1)?.tokenHash).toBe(`t${index}`);
          expect(account.passwordResets.length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe('resetPassword', () => {
  it('takes a token once; the others end with it', () => {
    const reset = resetPassword(open(), 'a', 'hash-2', at(9));
    expect(reset).toMatchObject({ passwordHash: 'hash-2', passwordResets: [], emailChange: null });
    for (const hash of ['a', 'b']) {
      expect(() => resetPassword(reset, hash, 'hash-3', at(9))).toThrow(code('invalid-token'));
    }
  });

  it('ends every session, and tells the owner', () => {
    const reset = resetPassword(open(), 'a', 'hash-2', at(9));
    expect(reset.pendingRevocations).toMatchObject([{ revokedAt: at(9) }]);
    expect(kinds(reset)).toEqual([['password-changed', 'ada@example.com']]);
  });

  it('proves the address that the link went to', () => {
    const unproven = requestMail(open(), 'verify-email', 'ada@example.com', at(2));
    const reset = resetPassword({ ...unproven, verifications: [token('v')] }, 'a', 'hash-2', at(9));
    expect(reset).toMatchObject({ emailVerified: true, verifications: [], version: 2 });
    expect(kinds(reset)).toEqual([['password-changed', 'ada@example.com']]);
    const proven = { ...open(), emailVerified: true };
    expect(resetPassword(proven, 'a', 'hash-2', at(9)).version).toBe(proven.version);
  });

  it.each([
    ['another token', open(), 'x', 9, 'invalid-token'],
    ['an expired one', open(), 'a', 3600, 'invalid-token'],
    ['a token for another purpose', open(), 'c', 9, 'invalid-token'],
    ['a disabled account', { ...open(), disabled: true }, 'a', 9, 'account-disabled'],
  ])('refuses %s', (_, account, tokenHash, second, expected) => {
    expect(() => resetPassword(account, tokenHash, 'hash-2', at(second))).toThrow(code(expected));
  });
});
