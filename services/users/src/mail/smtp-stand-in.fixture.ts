import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@arcade/testing';

export interface ReceivedMail {
  readonly to: string;
  /** Headers and body with the transfer encoding undone. */
  readonly text: string;
}

/** A mail server that keeps what it is given: just enough SMTP for a client that behaves. */
export interface SmtpStandIn {
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** Refuses these addresses for good, as an unknown mailbox is. */
  readonly unknown: Set<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function createSmtpStandIn(): Promise<SmtpStandIn> {
  const port = await freePort();
  const mails: ReceivedMail[] = [];
  const unknown = new Set<string>();
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    unknown,
    async start() {
      const listening = createServer((socket) => {
        sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
        talk(socket, mails, unknown);
      });
      server = listening;
      await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
      server = undefined;
    },
  };
}

function talk(socket: Socket, mails: ReceivedMail[], unknown: ReadonlySet<string>): void {
  let buffer = '';
  let to = '';
  let inData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);

  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') {
      to = /<([^>]*)>/.exec(line)?.[1] ?? '';
      say(unknown.has(to) ? '550 5.1.1 no such mailbox' : '250 OK');
    } else if (verb === 'DATA') {
      inData = true;
      say('354 go on');
    } else if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say('250 stand-in');
  };
  const take = (): boolean => {
    const end = inData ? '\r\n.\r\n' : '\r\n';
    const at = buffer.indexOf(end);
    if (at < 0) return false;
    const text = buffer.slice(0, at);
    buffer = buffer.slice(at + end.length);
    if (inData) {
      mails.push({ to, text: undoQuotedPrintable(text) });
      inData = false;
      say('250 kept');
    } else command(text);
    return true;
  };

  say('220 stand-in');
  socket.setEncoding('utf8').on('data', (chunk) => {
    buffer += String(chunk);
    while (take());
  });
}

const undoQuotedPrintable = (text: string) =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
