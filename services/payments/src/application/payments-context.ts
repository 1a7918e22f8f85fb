import type { EndpointResult, OrderId, ordersApi } from '@arcade/contracts';
import type { Clock, Failpoints, Logger } from '@arcade/service-defaults';
import type { AccountRepository, ProviderInbox } from './account-repository.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { UnreadWebhooks } from './unread-webhooks.ts';

/** An order of an earlier version does not tell what it consists of. */
export type PayableOrder = Omit<EndpointResult<typeof ordersApi.getPayableOrder>, 'bill'> &
  Partial<Pick<EndpointResult<typeof ordersApi.getPayableOrder>, 'bill'>>;

/** What the use cases stand on. */
export interface PaymentsContext {
  readonly accounts: AccountRepository;
  readonly inbox: ProviderInbox;
  readonly unread: UnreadWebhooks;
  readonly provider: PaymentProvider;
  /** @throws DomainError not-found, dependency-unavailable */
  readonly payableOrder: (orderId: OrderId) => Promise<PayableOrder>;
  readonly failpoints: Failpoints;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for each webhook that is kept for a person. */
  readonly onUnread: () => void;
  /** Called for each charge that no payment stood for, once its money is back. */
  readonly onOrphan: (taken: 'authorization' | 'capture') => void;
  /** Told in each pass of reconciliation how many charges are older than its window and still not in order. */
  readonly onOverdue: (charges: number) => void;
  /** Where shoppers reach the shop. */
  readonly publicUrl: string;
  readonly maxAttempts: number;
  readonly refreshSeconds: number;
  /** After this a payment that the provider does not know has failed. */
  readonly giveUpSeconds: number;
}
