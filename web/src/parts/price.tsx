import type { Money } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

/** A price; with the one before when it has just changed. */
export const Price = ({ money, was }: { money: Money; was?: Money | undefined }) => (
  <span class="price">
    {was !== undefined && (
      <s class="was">
        <span class="hidden">before </span>
        {formatMoney(was)}
      </s>
    )}
    <span class={was === undefined ? '' : 'now'}>{formatMoney(money)}</span>
  </span>
);
