import { DomainError } from '@arcade/contracts';
import type { Account, LinkKind } from './accounts/account.ts';
import { hashOf } from './sessions/session-tokens.ts';
import type { UsersContext } from './users-context.ts';

/** Whose mailed link has this token; whether it still works is for the account to decide. @throws DomainError invalid-token */
export async function openMailedLink(
  { accounts }: Pick<UsersContext, 'accounts'>,
  kind: LinkKind,
  token: string,
): Promise<{ readonly account: Account; readonly tokenHash: string }> {
  const tokenHash = hashOf(token);
  const account = await accounts.findByToken(kind, tokenHash);
  if (account === undefined) throw new DomainError('invalid-token');
  return { account, tokenHash };
}
