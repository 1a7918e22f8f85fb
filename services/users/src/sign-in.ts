import { DomainError } from '@arcade/contracts';
import { Counter } from 'prom-client';
import { rehashed, signIn } from './accounts/account-changes.ts';
import { normaliseEmail, type Account } from './accounts/account.ts';
import type { OpenedSession } from './sessions/sessions.ts';
import type { Origin } from './throttle/known-origins.ts';
import type { Admitted } from './throttle/sign-in-guard.ts';
import type { UsersContext } from './users-context.ts';

const signIns = new Counter({
  name: 'users_sign_ins_total',
  help: 'Attempts to sign in, by outcome',
  labelNames: ['outcome'] as const,
});

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly origin: Origin;
  /** What the account knows from then on. */
  readonly remember: Partial<Origin>;
  /** Is told whose account it is, for the audit trail. */
  readonly about: (userId: string) => void;
}

/**
 * Opens a session for a right password. Unknown addresses get the same work and the same answer.
 * @throws DomainError login-throttled, invalid-credentials, account-disabled, overloaded
 */
export async function openSession(
  ctx: UsersContext,
  { email: given, password, origin, remember, about }: SignIn,
): Promise<OpenedSession & { readonly account: Account }> {
  try {
    const { account, admitted } = await prove(ctx, { email: normaliseEmail(given), password, origin, about });
    const { userId, passwordHash: provenHash } = account;
    const signedIn = await ctx.accounts.update(userId, (current, now) => signIn(current, provenHash, now));
    await Promise.all([admitted.succeeded(), ctx.origins.remember(userId, remember)]);
    const session = await ctx.sessions.open(signedIn);
    signIns.inc({ outcome: 'succeeded' });
    await refreshHash(ctx, signedIn, password);
    return { ...session, account: signedIn };
  } catch (error) {
    signIns.inc({ outcome: error instanceof DomainError ? error.code : 'failed' });
    throw error;
  }
}

async function prove(
  { accounts, guard, passwords }: Pick<UsersContext, 'accounts' | 'guard' | 'passwords'>,
  { email, password, origin, about }: Omit<SignIn, 'remember'>,
): Promise<{ readonly account: Account; readonly admitted: Admitted }> {
  const account = await accounts.findByEmail(email);
  if (account !== undefined) about(account.userId);
  const admitted = await guard.enter({ email, userId: account?.userId, origin });
  const right = await passwords.verify(account?.passwordHash, password).catch(async (error: unknown) => {
    await admitted.notTried();
    throw error;
  });
  if (account === undefined || !right) throw new DomainError('invalid-credentials');
  return { account, admitted };
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
