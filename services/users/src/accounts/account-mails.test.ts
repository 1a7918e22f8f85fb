import { describe, expect, it } from '@jest/globals';
import type { Account } from './account.ts';
import { anAccount, at } from './account-under-test.fixture.ts';
import { claimMail, mailFailed, mailSettled, requestMail, requestVerification } from './account-mails.ts';

const account = anAccount();
const waiting = requestVerification(account, at(0));
const first = ({ pendingMails }: Account) => pendingMails[0];
const mailId = first(waiting)?.mailId ?? '';
const token = (hash: string, expires = 1000) => ({ tokenHash: hash, expiresAt: at(expires) });
const verification = { mailId, kind: 'verify-email', to: 'ada@example.com', attempts: 0 };

describe('a mail', () => {
  it('waits once, however often it is asked for', () => {
    expect(requestVerification(waiting, at(5)).pendingMails).toEqual([{ ...verification, dueAt: at(5) }]);
  });

  it('waits beside those of other kinds and to others', () => {
    const more = requestMail(waiting, 'password-changed', 'ada@example.com', at(1));
    const all = requestMail(more, 'verify-email', 'new@example.com', at(1));
    expect(all.pendingMails).toHaveLength(3);
    expect(mailSettled(all, mailId).pendingMails).toHaveLength(2);
  });

  it('asked for while another is on its way is sent as well', () => {
    const claimed = claimMail(waiting, mailId, token('a'), at(1));
    const asked = requestVerification(claimed, at(2));
    expect(mailSettled(asked, mailId).pendingMails).toMatchObject([{ attempts: 0, dueAt: at(2) }]);
    expect(mailFailed(asked, mailId, at(3))).toBe(asked);
  });

  it('that verifies is not for who has verified', () => {
    const verified = { ...account, emailVerified: true };
    expect(requestVerification(verified, at(1))).toBe(verified);
  });

  it('is claimed by one sender, with a token that works from then on', () => {
    const claimed = claimMail(waiting, mailId, token('a'), at(1));
    expect(claimed.verifications).toEqual([token('a')]);
    expect(claimMail(claimed, mailId, token('b'), at(2))).toBe(claimed);
    expect(claimMail(account, mailId, token('b'), at(2))).toBe(account);
  });

  it('that only tells makes no token work', () => {
    const told = requestMail(account, 'password-changed', 'ada@example.com', at(0));
    const claimed = claimMail(told, first(told)?.mailId ?? '', token('a'), at(1));
    expect(first(claimed)).toMatchObject({ attempts: 1 });
    expect(claimed).toMatchObject({ verifications: [], passwordResets: [], emailChange: null });
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
      const due = ((first(current)?.dueAt.getTime() ?? 0) - at(0).getTime()) / 1000;
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
    const later = requestVerification(mailSettled(waiting, mailId), at(9));
    expect(mailSettled(later, mailId)).toBe(later);
    expect(mailSettled(waiting, mailId).pendingMails).toEqual([]);
  });
});
