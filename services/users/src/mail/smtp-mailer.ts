import { createTransport } from 'nodemailer';
import type { Mailer } from './mailer.ts';

/** Hands mails over to an SMTP server. Its times-out stay below the lease of a mail. */
export function createSmtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 15_000,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({ from, ...mail });
        return { kind: 'handed-over' };
      } catch (error) {
        const { code, responseCode, message } = error as Error & { code?: string; responseCode?: number };
        const refused = code === 'EENVELOPE' && (responseCode ?? 0) >= 500;
        return { kind: refused ? 'refused' : 'failed', reason: message };
      }
    },
    close: () => transport.close(),
  };
}
