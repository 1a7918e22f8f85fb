import type { Money, Payment } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { formatMoney } from '@arcade/money';
import { wordsFor } from '../shop/problem-words.ts';

const failures: Readonly<Record<string, string>> = {
  card_declined: 'Your bank has declined the card.',
  insufficient_funds: 'There is not enough money on this card.',
  expired_card: 'This card has expired.',
  authentication_failed: 'The payment was not confirmed at your bank.',
};
const wordsForFailure = (code: string): string =>
  `${failures[code] ?? 'The payment did not go through.'} You can try another card.`;

interface TestCard {
  readonly token: string;
  readonly name: string;
  readonly about: string;
}

/** The sandbox provider's cards: every way a payment can go, without money. */
const testCards: readonly TestCard[] = [
  { token: 'tok_visa', name: 'Visa •••• 4242', about: 'is approved' },
  { token: 'tok_3ds', name: 'Visa •••• 3220', about: 'asks you to confirm at the bank' },
  { token: 'tok_declined', name: 'Visa •••• 0002', about: 'is declined' },
  { token: 'tok_insufficient_funds', name: 'Visa •••• 9995', about: 'has too little money on it' },
  { token: 'tok_late', name: 'Visa •••• 4242, slow bank', about: 'is approved after 10 seconds' },
];

/** The browser has shown what is missing; there is nothing more to say. */
export class FormIncompleteError extends Error {
  override readonly name = 'FormIncompleteError';
}

interface PaymentFormProps {
  readonly total: Money;
  /** Pays with a provider's token. */
  readonly onPay: (token: string) => Promise<Payment>;
  /** After a payment that needs no step. */
  readonly onPaid: (payment: Payment) => void;
}

/** The payment step. Card data never comes here: a provider's token stands for the card. */
export function PaymentForm({ total, onPay, onPaid }: PaymentFormProps) {
  const [token, setToken] = useState('tok_visa');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>();

  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const payment = await onPay(token);
      if (payment.nextAction !== null) {
        location.assign(payment.nextAction.url);
        return;
      }
      onPaid(payment);
      if (payment.failure !== null) setError(wordsForFailure(payment.failure.code));
    } catch (failure) {
      setError(failure instanceof FormIncompleteError ? undefined : wordsFor(failure));
    }
    setBusy(false);
  };

  return (
    <form
      class="payment-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <fieldset aria-disabled={busy}>
        <legend>Card</legend>
        <p class="notice">This shop runs with a test provider: choose a card by how it behaves. No money moves.</p>
        {testCards.map((card) => (
          <label class="choice" key={card.token}>
            <input
              type="radio"
              name="card"
              value={card.token}
              checked={token === card.token}
              onChange={() => setToken(card.token)}
            />
            <span>
              <strong>{card.name}</strong> <span class="muted">{card.about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {error !== undefined && (
        <p class="notice notice-bad" role="alert">
          {error}
        </p>
      )}
      <button class="primary wide" type="submit" aria-disabled={busy}>
        {busy ? 'One moment …' : `Pay ${formatMoney(total)}`}
      </button>
    </form>
  );
}
