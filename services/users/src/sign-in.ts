import { DomainError } from '@arcade/contracts';
import { Counter } from 'prom-client';
import { rehashed, signIn } from './accounts/account-changes.ts';
import { normaliseEmail, type Account } from './accounts/account.ts';
import type { OpenedSession } from './sessions/sessions.ts';
import type { UsersContext } from './users-context.ts';

const signIns = new Counter({
  name: 'users_sign_ins_total',
  help: 'Attempts to sign in, by outcome',
  labelNames: ['outcome'] as const,
});

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly clientIp: string;
}

/**
 * Opens a session for a right password. Unknown addresses get the same work and the same answer.
 * @throws DomainError login-throttled, invalid-credentials, account-disabled, overloaded
 */
export async function openSession(
  ctx: UsersContext,
  { email: given, password, clientIp }: SignIn,
): Promise<OpenedSession & { readonly account: Account }> {
  const attempt = { email: normaliseEmail(given), clientIp };
  try {
    await ctx.guard.enter(attempt);
    const { account, provenHash } = await prove(ctx, attempt, password);
    const signedIn = await ctx.accounts.update(account.userId, (current, now) => signIn(current, provenHash, now));
    await ctx.guard.succeeded(attempt);
    const session = await ctx.sessions.open(signedIn);
    signIns.inc({ outcome: 'succeeded' });
    await refreshHash(ctx, signedIn, password);
    return { ...session, account: signedIn };
  } catch (error) {
    signIns.inc({ outcome: error instanceof DomainError ? error.code : 'failed' });
    throw error;
  }
}

async function prove(ctx: UsersContext, attempt: { email: string; clientIp: string }, password: string) {
  const account = await ctx.accounts.findByEmail(attempt.email);
  const right = await ctx.passwords.verify(account?.passwordHash, password).catch(async (error: unknown) => {
    await ctx.guard.notTried(attempt);
    throw error;
  });
  if (account === undefined || !right) throw new DomainError('invalid-credentials');
  return { account, provenHash: account.passwordHash };
}

/** A hash from before the cost was raised is made anew while the password is at hand. */
async function refreshHash({ accounts, passwords, logger }: UsersContext, account: Account, password: string) {
  if (!passwords.isDated(account.passwordHash)) return;
  try {
    const fresh = await passwords.hash(password);
    await accounts.update(account.userId, (current) => rehashed(current, account.passwordHash, fresh));
  } catch (error) {
    logger.debug({ err: error }, 'the hash stays as it is until the next sign-in');
  }
}
