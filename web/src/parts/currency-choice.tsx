import { currencyName } from '../shop/currencies.ts';

interface CurrencyChoiceProps {
  readonly currencies: readonly string[];
  readonly choose: (currency: string) => void;
}

/** Asked before prices are compared that stand in no order. */
export const CurrencyChoice = ({ currencies, choose }: CurrencyChoiceProps) => (
  <section class="empty currency-choice" aria-labelledby="currency-title">
    <h2 id="currency-title">Which prices would you like to compare?</h2>
    <p class="muted">These things are sold in several currencies, and their prices have no common order.</p>
    <p class="choices">
      {currencies.map((currency) => (
        <button type="button" key={currency} onClick={() => choose(currency)}>
          {currencyName(currency, navigator.language)}
        </button>
      ))}
    </p>
  </section>
);
