import type { OrderId, PaymentId, PaymentStatus, RefundId, UserId } from '@arcade/contracts';
import type { Change } from '../domain/change.ts';
import type { OrderAccount, Payment, Refund } from '../domain/order-account.ts';

export interface PaymentPage {
  readonly items: readonly { readonly payment: Payment; readonly refunds: readonly Refund[] }[];
  readonly nextCursor?: string;
}

export interface Undecided {
  readonly orderId: OrderId;
  readonly paymentId: PaymentId;
  readonly ageSeconds: number;
}

/** Who made a change and what for; kept in the history. */
export interface ChangeOrigin {
  readonly actor: string;
  readonly cause?: string;
}

/** Keeps accounts. The adapter owns lock, transaction, retry, history and outbox; the rule comes with the call. */
export interface AccountRepository {
  /** Locks the account, asks what to change, writes it all or nothing. Returns the account as it is then. */
  update(
    orderId: OrderId,
    decide: (account: OrderAccount) => readonly Change[],
    origin?: ChangeOrigin,
  ): Promise<OrderAccount>;
  load(orderId: OrderId): Promise<OrderAccount>;
  loadMany(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, OrderAccount>>;
  orderOfPayment(paymentId: PaymentId): Promise<OrderId | undefined>;
  /** Of the payment that a provider's charge stands for. */
  statusOfCharge(providerId: string): Promise<PaymentStatus | undefined>;
  orderOfRefund(refundId: RefundId): Promise<OrderId | undefined>;
  list(filter: {
    userId?: UserId | undefined;
    orderId?: OrderId | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<PaymentPage>;
  /** True at most once per span: whoever gets it may ask the provider. */
  claimRefresh(paymentId: PaymentId, spanSeconds: number): Promise<boolean>;
  /** Payments whose fate nobody has told us for a while, longest unasked first. */
  undecided(olderThanSeconds: number, limit: number): Promise<readonly Undecided[]>;
  /** As `claimRefresh`, for whoever settles an account. */
  claimSettlement(orderId: OrderId, spanSeconds: number): Promise<boolean>;
  /** Closed accounts that still hold money, and accounts with refunds on their way, longest unclaimed first. */
  unsettled(olderThanSeconds: number, limit: number): Promise<readonly OrderId[]>;
}

/** Provider events seen, each once. */
export interface ProviderInbox {
  /** False when this event has been worked off before. */
  receive(provider: string, eventId: string, type: string): Promise<boolean>;
  done(provider: string, eventId: string): Promise<void>;
}
