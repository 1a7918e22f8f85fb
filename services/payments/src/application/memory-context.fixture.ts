import { createFailpoints, createLogger } from '@arcade/service-defaults';
import { applyChanges, type Change } from '../domain/change.ts';
import type { OrderAccount } from '../domain/order-account.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { PaymentsContext } from './payments-context.ts';

/** A context over one account in memory, at a time that stands still, with as much of a provider as a test needs. */
export function memoryContext(start: OrderAccount, now: Date, provider: Partial<PaymentProvider>) {
  let account = start;
  const written: Change[] = [];
  const ctx = {
    clock: { now: () => now },
    logger: createLogger('payments', 'silent'),
    failpoints: createFailpoints(''),
    accounts: {
      load: () => Promise.resolve(account),
      update: (_: unknown, decide: (current: OrderAccount) => readonly Change[]) => {
        const changes = decide(account);
        written.push(...changes);
        account = applyChanges(account, changes);
        return Promise.resolve(account);
      },
    },
    provider,
  } as unknown as PaymentsContext;
  return { ctx, written, account: () => account };
}
