import type { Loop } from '@arcade/service-defaults';
import type { AccountRepository } from '../accounts/account-repository.ts';
import { requestReset } from '../accounts/password-changes.ts';
import type { ResetRequest, ResetRequests } from './reset-requests.ts';

const batch = 20;

export interface ResetAnswers {
  readonly accounts: AccountRepository;
  readonly resetRequests: ResetRequests;
  readonly mailOutbox: Loop;
}

/** Lets a mail go to each address that has an account. True: there is more to do. */
export async function answerResetRequests({ accounts, resetRequests, mailOutbox }: ResetAnswers): Promise<boolean> {
  const answer = async (request: ResetRequest) => {
    const account = await accounts.findByEmail(request.email);
    if (account !== undefined) {
      await accounts.update(account.userId, (current, now) => requestReset(current, request.email, now));
      mailOutbox.nudge();
    }
    await resetRequests.done(request);
  };
  const taken = await resetRequests.take(batch);
  await Promise.all(taken.map(answer));
  return taken.length === batch;
}
