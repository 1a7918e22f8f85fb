import { ProblemError } from '@arcade/client';
import type { Money, Payment } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useState } from 'preact/hooks';
import { wordsFor } from './problem-notice.tsx';

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
      if (payment.failure !== null) setError(`${payment.failure.message}. You can try another card.`);
    } catch (failure) {
      const inProgress = failure instanceof ProblemError && failure.code === 'payment-in-progress';
      if (failure instanceof FormIncompleteError) setError(undefined);
      else setError(inProgress ? 'A payment for this order is already under way.' : wordsFor(failure));
    }
    setBusy(false);
  };

  return (
    <form
      class="payment-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset disabled={busy}>
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
      <button class="primary wide" type="submit" disabled={busy}>
        {busy ? 'One moment …' : `Pay ${formatMoney(total)}`}
      </button>
    </form>
  );
}
