import type { OrderId, RefundReason, Settlement } from '@arcade/contracts';
import { cancelOutcome } from '../domain/settlement.ts';
import type { PaymentsContext } from './payments-context.ts';
import { settleAccount } from './settle-account.ts';

/**
 * Closes an order's account for good and gives back what it holds. Whatever is authorised later goes back by itself.
 * Repeat until settled.
 */
export async function cancelOrderPayment(
  ctx: PaymentsContext,
  orderId: OrderId,
  reason: RefundReason,
): Promise<Settlement> {
  const closed = await ctx.accounts.update(
    orderId,
    ({ closedReason }) => (closedReason === null ? [{ kind: 'closed', reason }] : []),
    {
      actor: 'orders',
    },
  );
  return cancelOutcome(await settleAccount(ctx, closed));
}
