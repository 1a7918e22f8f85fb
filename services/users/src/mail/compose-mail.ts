import type { LinkKind, MailKind, PendingMail } from '../accounts/account.ts';
import type { Mail } from './mailer.ts';

export interface MailOptions {
  readonly publicUrl: string;
  /** What the link carries. */
  readonly token: string;
  /** How long links work. */
  readonly minutes: Readonly<Record<LinkKind, number>>;
}

/** What a mail says: its link stands between the two paragraphs. */
interface MailText {
  readonly subject: string;
  readonly before: string;
  readonly link?: { readonly text: string; readonly href: string };
  readonly after: string;
}

/**
 * The mail that an account waits for, in words. All of them are ours: whoever registers a stranger's address, or moves to
 * it, chooses nothing of what the stranger reads.
 */
export function composeMail(mail: PendingMail, options: MailOptions): Mail {
  const { subject, before, link, after } = textOf(mail.kind, options);
  const [greeting, first, last] = ['Hello,', before, after].map(paragraph);
  const anchor = link && `<p><a href="${escapeHtml(link.href)}">${link.text}</a></p>`;
  return {
    to: mail.to,
    subject,
    text: ['Hello,', before, link?.href, after].filter((part) => part !== undefined).join('\n\n'),
    html: [greeting, first, anchor, last].filter((part) => part !== undefined).join('\n'),
    messageId: `<${mail.mailId}@${new URL(options.publicUrl).hostname}>`,
  };
}

function textOf(kind: MailKind, { publicUrl, token, minutes }: MailOptions): MailText {
  const page = (path: string) => new URL(path, publicUrl).href;
  switch (kind) {
    case 'verify-email':
      return {
        subject: 'Confirm your address',
        before: 'please confirm that this is your address by opening this link:',
        link: { text: 'Confirm my address', href: page(`/verify-email#token=${token}`) },
        after: `It works for ${duration(minutes[kind])}. If you did not register at Arcade, you can ignore this mail.`,
      };
    case 'reset-password':
      return {
        subject: 'Set a new password',
        before: 'somebody, most likely you, has forgotten the password of your account. This link sets a new one:',
        link: { text: 'Set a new password', href: page(`/reset-password#token=${token}`) },
        after: `It works once, for ${duration(minutes[kind])}. If it was not you, ignore this mail; your password stays.`,
      };
    case 'confirm-email':
      return {
        subject: 'Confirm your new address',
        before: 'open this link to make this the address of your account at Arcade:',
        link: { text: 'Make this my address', href: page(`/confirm-email#token=${token}`) },
        after: `It works for ${duration(minutes[kind])}. If you did not ask for it, ignore this mail; nothing changes.`,
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        before: 'the password of your account at Arcade was changed just now, and other devices were signed out.',
        after: `If it was not you, set a new one at once: ${page('/forgot-password')}`,
      };
    case 'email-changed':
      return {
        subject: 'Your address was changed',
        before: 'your account at Arcade has another address from now on; mails and signing in use the new one.',
        after: 'If it was not you, somebody knows your password. Please write to us.',
      };
  }
}

const duration = (minutes: number): string => {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
};

const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
