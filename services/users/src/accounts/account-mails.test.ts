import { describe, expect, it } from '@jest/globals';
import type { UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { openAccount, type Account } from './account.ts';
import { claimMail, mailFailed, mailSettled, requestMail } from './account-mails.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const account: Account = openAccount(
  {
    userId: newId<UserId>(),
    email: 'ada@example.com',
    passwordHash: 'h',
    firstName: 'Ada',
    lastName: 'L',
    roles: ['customer'],
    emailVerified: false,
  },
  at(0),
);
const waiting = requestMail(account, at(0));
const mailId = waiting.pendingMail?.mailId ?? '';
const token = (hash: string, expires = 1000) => ({ tokenHash: hash, expiresAt: at(expires) });

describe('a verification mail', () => {
  it('waits once, however often it is asked for', () => {
    expect(requestMail(waiting, at(5)).pendingMail).toEqual({ mailId, attempts: 0, dueAt: at(5) });
  });

  it('asked for while another is on its way is sent as well', () => {
    const claimed = claimMail(waiting, mailId, token('a'), at(1));
    const asked = requestMail(claimed, at(2));
    expect(mailSettled(asked, mailId).pendingMail).toMatchObject({ attempts: 0, dueAt: at(2) });
    expect(mailFailed(asked, mailId, at(3))).toBe(asked);
  });

  it('is not for who has verified', () => {
    const verified = { ...account, emailVerified: true };
    expect(requestMail(verified, at(1))).toBe(verified);
  });

  it('is claimed by one sender, with a token that works from then on', () => {
    const claimed = claimMail(waiting, mailId, token('a'), at(1));
    expect(claimed.verifications).toEqual([token('a')]);
    expect(claimMail(claimed, mailId, token('b'), at(2))).toBe(claimed);
    expect(claimMail(account, mailId, token('b'), at(2))).toBe(account);
  });

  it('is claimed anew when the sender died', () => {
    const claimed = claimMail(waiting, mailId, token('a'), at(1));
    expect(claimMail(claimed, mailId, token('b'), at(31)).verifications).toEqual([token('a'), token('b')]);
  });

  it('is tried again after a wait that doubles up to ten minutes', () => {
    let current = waiting;
    const waits: number[] = [];
    for (let attempt = 0, now = 0; attempt < 12; attempt++) {
      current = claimMail(current, mailId, token(`t${attempt}`, 100_000), at(now));
      current = mailFailed(current, mailId, at(now));
      const due = ((current.pendingMail?.dueAt.getTime() ?? 0) - at(0).getTime()) / 1000;
      waits.push(due - now);
      now = due;
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
    expect(current.verifications).toHaveLength(5);
  });

  it('drops tokens that have expired', () => {
    const claimed = claimMail({ ...waiting, verifications: [token('old', 1)] }, mailId, token('new'), at(2));
    expect(claimed.verifications).toEqual([token('new')]);
  });

  it('is done when it was handed over, and a later one is not touched', () => {
    const later = requestMail(mailSettled(waiting, mailId), at(9));
    expect(mailSettled(later, mailId)).toBe(later);
    expect(mailSettled(waiting, mailId).pendingMail).toBeNull();
  });
});
