import { usersApi, type Role, type StoredSession, type UserId } from '@arcade/contracts';
import { createStateStore, newId } from '@arcade/service-defaults';
import { call, eventually, openService, testMongo, type CallInput } from '@arcade/testing';
import mongoose, { type mongo } from 'mongoose';
import { createUsers } from './app.ts';
import { Config } from './config.ts';
import { createSmtpStandIn, type SmtpStandIn } from './mail/smtp-stand-in.fixture.ts';
import { hashOf } from './sessions/session-tokens.ts';

export const password = 'correct horse battery';
/** Hashes cost the least that is allowed, so that tests do not wait for them. */
export const usersSettings = (smtp: Pick<SmtpStandIn, 'url'>) => ({
  SMTP_URL: smtp.url,
  PUBLIC_URL: 'http://localhost:8080',
  ARGON2_MEMORY_KIB: 19_456,
  ARGON2_ITERATIONS: 2,
});

/** A users service on stores of its own; state and messages in memory, mail to a stand-in. */
export async function startUsers(settings: Partial<Config> = {}, { hasBackground = true } = {}) {
  const smtp = await createSmtpStandIn();
  await smtp.start();
  const service = await openService(
    'users',
    { Config, create: createUsers },
    {
      store: await testMongo('users'),
      settings: { ...usersSettings(smtp), ...settings },
      background: hasBackground,
    },
  );
  const { origin, dapr } = service;
  const database = await mongoose.createConnection(service.url).asPromise();
  const accounts = database.collection<StoredFields>('accounts');
  const failures = database.collection<{ _id: string; waitUntil: Date; forgetAt: Date }>('sign_in_failures');
  return {
    app: { origin },
    replica: (more?: Partial<Config>) => service.replica(more),
    dapr,
    smtp,
    sessions: createStateStore<StoredSession>(dapr, 'sessions'),
    accounts,
    /** Changes an account by hand, as another writer would: what the service is about to write over it starts anew. */
    amend: (userId: string, update: mongo.UpdateFilter<StoredFields>) =>
      accounts.updateOne({ _id: userId }, { ...update, $inc: { revision: 1 } }),
    resetRequests: database.collection<{ _id: string }>('password_reset_requests'),
    /** For those who have to wait before they may sign in. */
    letSignInTimePass: async (ms: number) => {
      for await (const { _id, waitUntil, forgetAt } of failures.find()) {
        const earlier = (date: Date) => new Date(date.getTime() - ms);
        await failures.updateOne({ _id }, { $set: { waitUntil: earlier(waitUntil), forgetAt: earlier(forgetAt) } });
      }
    },
    ...clientOf(origin, smtp.mails),
    async stop() {
      await database.close();
      await service.close();
      await smtp.stop();
    },
  };
}
export type UsersUnderTest = Awaited<ReturnType<typeof startUsers>>;

interface StoredFields {
  readonly _id: string;
  readonly passwordHash: string;
  readonly email: string;
  readonly pendingMails: readonly { readonly kind: string; readonly attempts: number; readonly dueAt: Date }[];
}

export interface SignedIn {
  readonly token: string;
  readonly sessionHash: string;
  /** For `call`: as the gateway would assert it. */
  readonly identity: { readonly userId: UserId; readonly roles: readonly Role[]; readonly sessionHash: string };
}

/** What people do, through the service's own operations. */
export function clientOf(origin: string, mails: readonly { to: string; text: string }[]) {
  const register = async (change: Partial<CallInput<typeof usersApi.registerUser>['body']> = {}) => {
    const email = `${newId<string>()}@example.com`;
    const body = { email, password, firstName: 'Ada', lastName: 'Lovelace', ...change };
    return { email: body.email, ...(await call(origin, usersApi.registerUser, { body })) };
  };
  const login = (email: string, given = password, headers: Record<string, string> = {}) =>
    call(origin, usersApi.login, { body: { email, password: given, delivery: 'token' }, headers });
  const signIn = async (email: string, given = password): Promise<SignedIn> => {
    const { body, problem } = await login(email, given);
    if (problem !== undefined) throw new Error(`Cannot sign in: ${problem.code}`);
    const { user, token = '' } = body;
    const sessionHash = hashOf(token);
    return { token, sessionHash, identity: { userId: user.userId, roles: user.roles, sessionHash } };
  };
  const revocations = async (after = 0) =>
    (await call(origin, usersApi.readRevocations, { caller: 'gateway', query: { after } })).body;
  const linkedToken = (email: string, page: string, count = 1) =>
    eventually(
      () => {
        const own = mails.filter(({ to, text }) => to === email && text.includes(`/${page}`));
        return own.length < count ? undefined : /#token=([\w-]+)/.exec(own.at(-1)?.text ?? '')?.[1];
      },
      // Longer than the lease of a mail whose sender died.
      { timeoutMs: 45_000 },
    );
  const mailedToken = (email: string, count = 1) => linkedToken(email, 'verify-email', count);
  return {
    register,
    login,
    signIn,
    revocations,
    signUp: async () => {
      const { email } = await register();
      return { email, ...(await signIn(email)) };
    },
    mailedToken,
    /** The token of the newest mail to an address whose link leads to this page. */
    linkedToken,
    /** What a gateway decides: the store's word, unless the log of revocations says otherwise. */
    stands: async ({ sessionHash }: { sessionHash: string }, stored: StoredSession | undefined) => {
      if (stored === undefined) return false;
      const { items } = await revocations();
      return !items.some(
        (item) =>
          item.sessionHash === sessionHash ||
          (item.sessionHash === undefined && item.userId === stored.userId && item.revokedAt >= stored.createdAt),
      );
    },
  };
}
