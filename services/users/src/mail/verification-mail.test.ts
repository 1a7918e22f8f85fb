import { describe, expect, it } from '@jest/globals';
import type { UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { openAccount } from '../accounts/account.ts';
import { verificationMail } from './verification-mail.ts';

const mailTo = (firstName: string) => {
  const account = openAccount(
    {
      userId: newId<UserId>(),
      email: 'ada@example.com',
      passwordHash: 'h',
      firstName,
      lastName: 'L',
      roles: ['customer'],
      emailVerified: false,
    },
    new Date(),
  );
  return verificationMail(account, { publicUrl: 'https://shop.test', token: 'a_b-c', hours: 24, mailId: 'm1' });
};

describe('verificationMail', () => {
  it('has the link in both of its forms', () => {
    const mail = mailTo('Ada');
    const link = 'https://shop.test/verify-email?token=a_b-c';
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`<a href="${link}">`);
    expect(mail).toMatchObject({ to: 'ada@example.com', messageId: '<m1@shop.test>' });
  });

  it('takes a name for text, whatever it is', () => {
    expect(mailTo('<img src="x">').html).toContain('Hello &lt;img src=&quot;x&quot;&gt;,');
  });
});
