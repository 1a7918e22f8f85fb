import type { Account } from '../accounts/account.ts';
import type { Mail } from './mailer.ts';

export interface VerificationLink {
  readonly publicUrl: string;
  readonly token: string;
  readonly hours: number;
  readonly mailId: string;
}

/** The mail that proves an address. */
export function verificationMail(account: Account, { publicUrl, token, hours, mailId }: VerificationLink): Mail {
  const link = new URL('/verify-email', publicUrl);
  link.searchParams.set('token', token);
  const { firstName } = account.profile;
  const lines = [
    `Hello ${firstName},`,
    'please confirm that this is your address by opening this link:',
    link.href,
    `It works for ${hours} hours. If you did not register at Arcade, you can ignore this mail.`,
  ];
  const paragraphs = lines.map((line) =>
    line === link.href ? `<p><a href="${link.href}">Confirm my address</a></p>` : `<p>${escapeHtml(line)}</p>`,
  );
  return {
    to: account.email,
    subject: 'Confirm your address',
    text: lines.join('\n\n'),
    html: paragraphs.join('\n'),
    messageId: `<${mailId}@${link.hostname}>`,
  };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
