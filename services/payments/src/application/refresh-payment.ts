import { changePayment, movePayment, type Change } from '../domain/change.ts';
import { authorisationKey, paymentIn, type OrderAccount, type Payment } from '../domain/order-account.ts';
import { isUndecided } from '../domain/payment-machine.ts';
import { applyCharge } from './apply-charge.ts';
import type { PaymentsContext } from './payments-context.ts';

/**
 * Asks the provider what became of a payment. With `giveUp` a payment the provider does not know fails: should
 * its request still arrive, the charge is an orphan and goes back.
 * @throws Error when the provider cannot tell
 */
export async function refreshPayment(ctx: PaymentsContext, payment: Payment, giveUp = false): Promise<OrderAccount> {
  const { orderId, providerId, attemptNo } = payment;
  const key = authorisationKey(orderId, attemptNo);
  const charge = await ctx.provider.find({ providerId, key });
  if (charge !== undefined) return await applyCharge(ctx, charge);
  if (!giveUp) return await ctx.accounts.load(orderId);
  return await ctx.accounts.update(orderId, (account) => {
    const current = account.payments.find(({ paymentId }) => paymentId === payment.paymentId);
    if (current === undefined || !isUndecided(current.status) || current.providerId !== null) return [];
    return failNeverReached(current, key, ctx.clock.now());
  });
}

const failNeverReached = (payment: Payment, key: string, now: Date): readonly Change[] => [
  movePayment(payment, 'fail', { failure: { code: 'provider-not-reached', message: 'Please try again' } }, now),
  { kind: 'attempts-settled', keys: [key], result: 'REFUSED', detail: 'never reached the provider' },
];

/**
 * A look after a capture or void whose outcome was left open. What it finds as it was gets new keys: a provider replays
 * a failure as long as it keeps the key, and its own states admit one capture or void.
 */
export async function lookAfterUnknown(ctx: PaymentsContext, payment: Payment): Promise<OrderAccount> {
  const { orderId, paymentId } = payment;
  try {
    await refreshPayment(ctx, payment);
    return await ctx.accounts.update(orderId, (account) => {
      const current = paymentIn(account, paymentId);
      const unchanged = current.status === payment.status && current.callNo === payment.callNo;
      return unchanged ? [changePayment(current, [], { callNo: current.callNo + 1 }, ctx.clock.now())] : [];
    });
  } catch (error) {
    return await cannotTell(ctx, payment, error);
  }
}

/** As `refreshPayment`, but a provider that does not answer leaves things as they are. */
export async function tryRefresh(ctx: PaymentsContext, payment: Payment, giveUp = false): Promise<OrderAccount> {
  return await refreshPayment(ctx, payment, giveUp).catch((error: unknown) => cannotTell(ctx, payment, error));
}

async function cannotTell({ accounts, logger }: PaymentsContext, { orderId, paymentId }: Payment, error: unknown) {
  logger.warn({ err: error, paymentId }, 'the provider cannot tell; asked again later');
  return await accounts.load(orderId);
}
