import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { call, eventually, freePort, serviceEnvFor, testMongo, type TestStore } from '@arcade/testing';
import mongoose from 'mongoose';
import { createSmtpStandIn, type SmtpStandIn } from './mail/smtp-stand-in.fixture.ts';
import { clientOf } from './users-under-test.fixture.ts';

// The service as a process of its own, killed as `kill -9` does. It has no sidecar: what it cannot do without is MongoDB.

/** A process of its own has to start, and what a killed one held has to be given up. */
const patience = { timeoutMs: 60_000 };
const ends: (() => Promise<unknown>)[] = [];
let mongo: TestStore;
let smtp: SmtpStandIn;

beforeAll(async () => {
  mongo = await testMongo('users');
  ends.push(mongo.drop);
  smtp = await createSmtpStandIn();
  ends.push(() => smtp.stop());
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

async function startProcess(settings: Record<string, string | number> = {}) {
  const port = await freePort();
  const env = serviceEnvFor({
    PORT: port,
    MONGODB_URL: mongo.url,
    SMTP_URL: smtp.url,
    PUBLIC_URL: 'http://localhost:8080',
    ARGON2_MEMORY_KIB: 19_456,
    ARGON2_ITERATIONS: 2,
    ...settings,
  });
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--conditions=development', '--no-warnings', main], {
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    stdio: 'ignore',
  });
  const origin = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${origin}/readyz`)).ok, patience);
  return {
    origin,
    client: clientOf(origin, smtp.mails),
    exited: once(child, 'exit'),
    async end(signal: NodeJS.Signals) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

/** While the mail server is down; a mail whose attempt was killed half-way waits for its lease instead. */
async function firstAttempt(email: string): Promise<void> {
  const database = await mongoose.createConnection(mongo.url).asPromise();
  await eventually(async () => {
    const account = await database.collection('accounts').findOne({ email });
    const [mail] = (account?.['pendingMails'] ?? []) as { attempts: number; dueAt: Date }[];
    return mail !== undefined && mail.attempts >= 1 && mail.dueAt.getTime() < Date.now() + 5000;
  }, patience);
  await database.close();
}

it('a registration whose process is killed at once keeps its mail, and a killed change keeps its revocation', async () => {
  const first = await startProcess({ ARCADE_FAILPOINTS: 'users.before-settle=kill' });
  const { email, body } = await first.client.register();
  await firstAttempt(email);
  const identity = { userId: body.userId, sessionHash: 'a-session' };
  await expect(call(first.origin, usersApi.logoutEverywhere, { identity })).rejects.toThrow();
  expect(await first.exited).toEqual([null, 'SIGKILL']);

  await smtp.start();
  const second = await startProcess();
  try {
    expect(await second.client.mailedToken(email)).toMatch(/^[\w-]{43}$/);
    const { items } = await eventually(async () => {
      const log = await second.client.revocations();
      return log.items.length > 0 ? log : undefined;
    }, patience);
    expect(items).toMatchObject([{ seq: 1, userId: body.userId }]);
  } finally {
    await second.end('SIGTERM');
  }
}, 180_000);
