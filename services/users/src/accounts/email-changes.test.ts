import { describe, expect, it } from '@jest/globals';
import type { Account } from './account.ts';
import { anAccount, at } from './account-under-test.fixture.ts';
import { eventsOf } from './account-events.ts';
import { claimMail, requestVerification } from './account-mails.ts';
import { confirmEmail, requestEmailChange } from './email-changes.ts';
import { requestReset } from './password-changes.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const token = (tokenHash: string, second = 100) => ({ tokenHash, expiresAt: at(second) });
const kinds = ({ pendingMails }: Account) => pendingMails.map(({ kind, to }) => [kind, to]);
const ask = (account: Account, newEmail = 'new@example.com', second = 1) =>
  requestEmailChange(account, 'hash-1', newEmail, at(second));
const mailed = (account: Account, tokenHash: string, second = 2) => {
  const mail = account.pendingMails.find(({ kind }) => kind === 'confirm-email');
  return claimMail(account, mail?.mailId ?? '', token(tokenHash), at(second));
};

describe('requestEmailChange', () => {
  it('changes nothing yet that anybody sees', () => {
    const given = anAccount();
    const asked = ask(given);
    expect(asked).toMatchObject({ email: 'ada@example.com', version: 1, emailChange: { newEmail: 'new@example.com' } });
    expect(eventsOf(given, asked)).toEqual([]);
    expect(kinds(asked)).toEqual([['confirm-email', 'new@example.com']]);
  });

  it('of another address ends the links to the first', () => {
    const second = ask(mailed(ask(anAccount()), 'a'), 'other@example.com');
    expect(kinds(second)).toEqual([['confirm-email', 'other@example.com']]);
    expect(() => confirmEmail(second, 'a', at(3))).toThrow(code('invalid-token'));
  });

  it('of the same address leaves the links that were mailed', () => {
    const again = mailed(ask(mailed(ask(anAccount()), 'a'), 'new@example.com', 3), 'b', 4);
    expect(confirmEmail(again, 'a', at(5)).email).toBe('new@example.com');
    expect(confirmEmail(again, 'b', at(5)).email).toBe('new@example.com');
  });

  it('refuses the address that it is, and a password that was changed meanwhile', () => {
    expect(() => ask(anAccount(), 'ada@example.com')).toThrow(code('already-exists'));
    expect(() => ask(anAccount({ passwordHash: 'hash-2' }))).toThrow(code('invalid-credentials'));
  });
});

describe('confirmEmail', () => {
  it('makes the new address the account’s, proven, and tells the old one', () => {
    const given = mailed(ask(anAccount()), 'a');
    const moved = confirmEmail(given, 'a', at(3));
    expect(moved).toMatchObject({ email: 'new@example.com', emailVerified: true, emailChange: null, version: 2 });
    expect(kinds(moved)).toEqual([['email-changed', 'ada@example.com']]);
    expect(eventsOf(given, moved)).toMatchObject([{ payload: { email: 'new@example.com', emailVerified: true } }]);
    expect(() => confirmEmail(moved, 'a', at(3))).toThrow(code('invalid-token'));
  });

  it('ends the links that were mailed to the old one', () => {
    const waiting = requestReset(requestVerification(anAccount(), at(0)), 'ada@example.com', at(0));
    const given = mailed(ask({ ...waiting, verifications: [token('v')], passwordResets: [token('r')] }), 'a');
    const moved = confirmEmail(given, 'a', at(3));
    expect(moved).toMatchObject({ verifications: [], passwordResets: [] });
    expect(kinds(moved)).toEqual([['email-changed', 'ada@example.com']]);
  });

  it.each([
    ['another token', mailed(ask(anAccount()), 'a'), 'x', 3, 'invalid-token'],
    ['an expired one', mailed(ask(anAccount()), 'a'), 'a', 100, 'invalid-token'],
    ['a change that nobody asked for', anAccount(), 'a', 3, 'invalid-token'],
    ['a disabled account', { ...mailed(ask(anAccount()), 'a'), disabled: true }, 'a', 3, 'account-disabled'],
  ])('refuses %s', (_, account, tokenHash, second, expected) => {
    expect(() => confirmEmail(account, tokenHash, at(second))).toThrow(code(expected));
  });
});
