import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { usersApi } from '@arcade/contracts';
import { call, eventually, serviceEnvFor, startProcess, testMongo, type TestStore } from '@arcade/testing';
import mongoose from 'mongoose';
import { createSmtpStandIn, type SmtpStandIn } from './mail/smtp-stand-in.fixture.ts';
import { clientOf, usersSettings } from './users-under-test.fixture.ts';

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

async function start(settings: Record<string, string> = {}) {
  const env = serviceEnvFor({ MONGODB_URL: mongo.url, ...usersSettings(smtp), ...settings });
  const users = await startProcess('users', env);
  ends.push(users.kill);
  return { ...users, client: clientOf(users.origin, smtp.mails) };
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
  const first = await start({ ARCADE_FAILPOINTS: 'users.before-settle=kill' });
  const { email, body } = await first.client.register();
  await firstAttempt(email);
  const identity = { userId: body.userId, sessionHash: 'a-session' };
  await expect(call(first.origin, usersApi.logoutEverywhere, { identity })).rejects.toThrow();
  expect(await first.exited).toBe('SIGKILL');

  await smtp.start();
  const second = await start();
  expect(await second.client.mailedToken(email)).toMatch(/^[\w-]{43}$/);
  const { items } = await eventually(async () => {
    const log = await second.client.revocations();
    return log.items.length > 0 ? log : undefined;
  }, patience);
  expect(items).toMatchObject([{ seq: 1, userId: body.userId }]);
}, 180_000);
