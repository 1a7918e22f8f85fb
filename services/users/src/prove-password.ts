import { DomainError, type Identity } from '@arcade/contracts';
import type { Account } from './accounts/account.ts';
import type { UsersContext } from './users-context.ts';

/**
 * Asks somebody signed in for the password once more, slower after each wrong one. The account holds the proven hash.
 * @throws DomainError login-throttled, invalid-credentials, overloaded
 */
export async function provePassword(
  { accounts, guard, passwords }: Pick<UsersContext, 'accounts' | 'guard' | 'passwords'>,
  { userId, sessionHash }: Identity,
  password: string,
): Promise<Account> {
  const account = await accounts.find(userId);
  if (account === undefined) throw new DomainError('not-found');
  const attempt = { email: account.email, clientIp: `session:${sessionHash}` };
  await guard.enter(attempt);
  const isRight = await passwords.verify(account.passwordHash, password).catch(async (error: unknown) => {
    await guard.notTried(attempt);
    throw error;
  });
  if (!isRight) throw new DomainError('invalid-credentials');
  await guard.succeeded(attempt);
  return account;
}
