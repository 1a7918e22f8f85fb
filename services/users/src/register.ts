import { DomainError, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { requestVerification } from './accounts/account-mails.ts';
import { normaliseEmail, openAccount, type Account } from './accounts/account.ts';
import { requireStrongPassword } from './passwords/require-strong-password.ts';
import type { UsersContext } from './users-context.ts';

export interface NewUser {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly Role[];
  /** Whether nobody has to prove that the address is theirs. */
  readonly emailVerified: boolean;
}

type RegisterContext = Pick<UsersContext, 'accounts' | 'passwords' | 'mailOutbox'>;

/**
 * Creates an account; the mail that proves the address waits in the same document.
 * A taken address is told (409): who registers may sign in at once, so a look-alike answer would be found out by the next
 * sign-in. What slows down a search for addresses is the rate limit of this operation.
 * @throws DomainError invalid-request for a weak password, already-exists, overloaded
 */
export async function register({ accounts, passwords, mailOutbox }: RegisterContext, user: NewUser): Promise<Account> {
  const { password, email: given, ...rest } = user;
  const email = normaliseEmail(given);
  requireStrongPassword(password, { ...rest, email }, '/password');
  const taken = new DomainError('already-exists', 'This address has an account; sign in instead');
  if ((await accounts.findByEmail(email)) !== undefined) throw taken;
  const passwordHash = await passwords.hash(password);
  const now = await accounts.now();
  const opened = openAccount({ ...rest, userId: newId<UserId>(), email, passwordHash }, now);
  const account = requestVerification(opened, now);
  if ((await accounts.insert(account)) === 'email-taken') throw taken;
  if (account.pendingMails.length > 0) mailOutbox.nudge();
  return account;
}
