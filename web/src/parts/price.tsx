import type { Money } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

interface PriceProps {
  readonly money: Money;
  /** The price before, when it has just changed. */
  readonly was: Money | undefined;
}

/** A price. One that has just fallen stands beside the old one; one that has risen is no offer and does not look like one. */
export const Price = ({ money, was }: PriceProps) =>
  was !== undefined && money.amount < was.amount ? (
    <span class="price">
      <s class="was">
        <span class="hidden">before </span>
        {formatMoney(was)}
      </s>
      <span class="now">{formatMoney(money)}</span>
    </span>
  ) : (
    <span class="price">{formatMoney(money)}</span>
  );
