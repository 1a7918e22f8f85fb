import { DomainError, type Identity, type OrderId, type PaymentId } from '@arcade/contracts';
import { movePayment, type Change } from '../domain/change.ts';
import { openPayment, waitingStep } from '../domain/open-payment.ts';
import { authorisationKey, paymentIn, type OrderAccount, type Payment } from '../domain/order-account.ts';
import type { ProviderCharge } from '../domain/provider-charge.ts';
import { applyCharge } from './apply-charge.ts';
import { shortcomingOf, type ProviderAnswer } from './payment-provider.ts';
import { billOf } from './know-bill.ts';
import type { PaymentsContext } from './payments-context.ts';
import { abandonStep, settleClosed } from './settle-account.ts';

export interface InitiatePayment {
  readonly identity: Identity;
  /** Follows from the caller's idempotency key, so that a request repeated after a crash meets its own payment. */
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly token: string;
  readonly returnPath: string | undefined;
}

/**
 * Pays an order: the intent is durable before the provider is asked, and no lock is held while it thinks. A payment
 * that waits for a step of its shopper gives way: it is cancelled at the provider before the new one begins.
 * @throws DomainError not-found, order-not-payable, payment-in-progress, dependency-unavailable
 */
export async function initiatePayment(ctx: PaymentsContext, command: InitiatePayment): Promise<OrderAccount> {
  const { identity, orderId, paymentId } = command;
  const order = await ctx.payableOrder(orderId);
  if (order.userId !== identity.userId) throw new DomainError('not-found');
  const open = (abandoned: boolean) => (account: OrderAccount) => {
    if (hasPayment(account, paymentId)) return [];
    if (!order.payable) throw new DomainError('order-not-payable', undefined, { orderStatus: order.status });
    if (!abandoned && waitingStep(account) !== undefined) return [];
    const { userId } = identity;
    const { maxAttempts, clock } = ctx;
    const bill = order.bill === undefined ? null : billOf(order.bill);
    return openPayment(account, { paymentId, userId, amount: order.total, bill, maxAttempts, now: clock.now() });
  };
  const origin = { actor: identity.userId };
  let opened = await ctx.accounts.update(orderId, open(false), origin);
  const step = hasPayment(opened, paymentId) ? undefined : waitingStep(opened);
  if (step !== undefined) {
    await abandonStep(ctx, step);
    await ctx.failpoints.hit('payments.after-abandon');
    opened = await ctx.accounts.update(orderId, open(true), origin);
  }
  await ctx.failpoints.hit('payments.after-intent');
  const payment = paymentIn(opened, paymentId);
  if (payment.status !== 'CREATED') return opened;
  const answer = await ctx.provider.authorise({
    key: authorisationKey(orderId, payment.attemptNo),
    orderId,
    paymentId,
    amount: payment.amount,
    token: command.token,
    returnUrl: new URL(command.returnPath ?? `/orders/${orderId}`, ctx.publicUrl).href,
  });
  await ctx.failpoints.hit('payments.after-authorise');
  return await settleClosed(ctx, await recordAuthorisation(ctx, payment, answer));
}

async function recordAuthorisation(
  ctx: PaymentsContext,
  { orderId, paymentId, attemptNo }: Payment,
  answer: ProviderAnswer<ProviderCharge>,
): Promise<OrderAccount> {
  if (answer.kind === 'answered') return await applyCharge(ctx, answer.result);
  const key = authorisationKey(orderId, attemptNo);
  return await ctx.accounts.update(orderId, (account): readonly Change[] => {
    const payment = paymentIn(account, paymentId);
    // A webhook may have been faster than the answer.
    if (payment.status !== 'CREATED') return [];
    const now = ctx.clock.now();
    const settled = { kind: 'attempts-settled', keys: [key], ...shortcomingOf(answer) } as const;
    if (answer.kind === 'unknown') return [movePayment(payment, 'process', {}, now), settled];
    const { code, message } = answer;
    return [movePayment(payment, 'fail', { failure: { code, message } }, now), settled];
  });
}

const hasPayment = (account: OrderAccount, paymentId: PaymentId) =>
  account.payments.some((payment) => payment.paymentId === paymentId);
