import { withoutRevocation } from '../accounts/account-changes.ts';
import type { Account } from '../accounts/account.ts';
import type { AccountRepository } from '../accounts/account-repository.ts';
import type { RevocationLog } from './revocation-log.ts';

/** Moves an account's revocations into the log. The account has kept them since the change, so a crash loses none. */
export async function settleRevocations(
  accounts: AccountRepository,
  log: RevocationLog,
  { userId, pendingRevocations }: Account,
): Promise<void> {
  for (const { revocationId, revokedAt } of pendingRevocations) {
    await log.append({ revocationId, userId, revokedAt });
    await accounts.update(userId, (account) => withoutRevocation(account, revocationId));
  }
}

/** What requests left behind when their process died. */
export async function settleForgottenRevocations(accounts: AccountRepository, log: RevocationLog): Promise<void> {
  for (const account of await accounts.withRevocations(100)) await settleRevocations(accounts, log, account);
}
