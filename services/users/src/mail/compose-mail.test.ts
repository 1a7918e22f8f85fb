import { describe, expect, it } from '@jest/globals';
import type { MailKind } from '../accounts/account.ts';
import { at } from '../accounts/account-under-test.fixture.ts';
import { composeMail } from './compose-mail.ts';

const minutes = { 'verify-email': 1440, 'reset-password': 60, 'confirm-email': 90 };
const mailOf = (kind: MailKind) =>
  composeMail(
    { mailId: 'm1', kind, to: 'ada@example.com', attempts: 1, dueAt: at(0) },
    { publicUrl: 'https://shop.test', token: 'a_b-c', minutes },
  );

describe('composeMail', () => {
  it.each([
    ['verify-email', 'https://shop.test/verify-email#token=a_b-c', '24 hours'],
    ['reset-password', 'https://shop.test/reset-password#token=a_b-c', 'one hour'],
    ['confirm-email', 'https://shop.test/confirm-email#token=a_b-c', '90 minutes'],
  ] as const)('%s has its link in both of its forms, and says how long it works', (kind, link, duration) => {
    const mail = mailOf(kind);
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`<a href="${link}">`);
    expect(mail.text).toContain(duration);
    expect(mail).toMatchObject({ to: 'ada@example.com', messageId: '<m1@shop.test>' });
  });

  it.each(['password-changed', 'email-changed'] as const)('%s carries no token', (kind) => {
    const { text, html } = mailOf(kind);
    expect(`${text}${html}`).not.toContain('a_b-c');
  });

  it.each(['verify-email', 'reset-password', 'confirm-email', 'password-changed', 'email-changed'] as const)(
    '%s greets nobody by a name, which a stranger may have chosen',
    (kind) => {
      const { text, html } = mailOf(kind);
      expect(text).toMatch(/^Hello,\n/);
      expect(html).toMatch(/^<p>Hello,<\/p>/);
    },
  );
});
