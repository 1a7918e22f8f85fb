import { DomainError, type Identity } from '@arcade/contracts';
import type { Account } from './accounts/account.ts';
import type { UsersContext } from './users-context.ts';

/**
 * Asks somebody signed in for the password once more, slower after each wrong one of the same session:
 * nobody else can keep an owner from a new password. The account holds the proven hash.
 * @throws DomainError login-throttled, invalid-credentials, overloaded
 */
export async function provePassword(
  { accounts, guard, passwords }: Pick<UsersContext, 'accounts' | 'guard' | 'passwords'>,
  { userId, sessionHash }: Identity,
  password: string,
): Promise<Account> {
  const account = await accounts.find(userId);
  if (account === undefined) throw new DomainError('not-found');
  const admitted = await guard.enterAgain(sessionHash);
  const isRight = await passwords.verify(account.passwordHash, password).catch(async (error: unknown) => {
    await admitted.notTried();
    throw error;
  });
  if (!isRight) throw new DomainError('invalid-credentials');
  await admitted.succeeded();
  return account;
}
