import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Delivery, Mailer } from './mailer.ts';

/** Below the lease of a mail, whatever a server does. */
const patienceMs = 20_000;

/** Hands mails over to an SMTP server. */
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
        const sent = transport.sendMail({ from, ...mail }).then(() => ({ kind: 'handed-over' }) as const);
        return await Promise.race([sent, outOfPatience()]);
      } catch (error) {
        const { code, responseCode, message } = error as Error & { code?: string; responseCode?: number };
        const refused = code === 'EENVELOPE' && (responseCode ?? 0) >= 500;
        return { kind: refused ? 'refused' : 'failed', reason: message };
      }
    },
    close: () => transport.close(),
  };
}

const outOfPatience = () =>
  sleep<Delivery>(patienceMs, { kind: 'failed', reason: 'the mail server takes too long' }, { ref: false });
