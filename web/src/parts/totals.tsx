import type { Cart } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

export const TotalsTable = ({ totals }: { totals: Cart['totals'] }) => (
  <dl class="totals">
    <dt>Subtotal</dt>
    <dd>{formatMoney(totals.subtotal)}</dd>
    {totals.discount.amount > 0 && (
      <>
        <dt>Discount</dt>
        <dd class="discount">−{formatMoney(totals.discount)}</dd>
      </>
    )}
    <dt>Shipping</dt>
    <dd>{totals.shipping.amount === 0 ? 'Free' : formatMoney(totals.shipping)}</dd>
    <dt class="grand">Total</dt>
    <dd class="grand" data-testid="total">
      {formatMoney(totals.total)}
    </dd>
  </dl>
);
