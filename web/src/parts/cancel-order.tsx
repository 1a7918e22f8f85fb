import type { Order } from '@arcade/contracts';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { loadCart } from '../shop/cart.ts';
import { ordersApi } from '../shop/operations.ts';
import { ownOrder } from '../shop/own-order.ts';
import { formValues } from './field.tsx';
import { attempt } from './problem-notice.tsx';

/** What shoppers say most; saying nothing is an answer, too. */
const reasons = ['I ordered it by mistake', 'I found something better', 'It takes too long', 'I changed my mind'];

interface CancelOrderProps {
  readonly order: Order;
  readonly replace: (order: Order) => void;
}

export function CancelOrder({ order, replace }: CancelOrderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  if (!order.allowedActions.includes('cancel')) return null;
  const isPartSent = order.fulfilmentStatus !== 'UNFULFILLED';
  const cancel = async (reason: string | undefined) => {
    setBusy(true);
    await attempt(async () => {
      const body = reason === undefined || reason === '' ? {} : { reason };
      const answer = await api.call(ordersApi.cancelOrder, { params: { orderId: order.orderId }, body });
      replace(ownOrder(answer.body));
      announce(isPartSent ? 'What had not been sent is cancelled.' : 'The order is cancelled.');
      await loadCart();
    });
    setBusy(false);
    dialog.current?.close();
  };
  return (
    <>
      <button type="button" class="wide" onClick={() => dialog.current?.showModal()}>
        {isPartSent ? 'Cancel what has not been sent' : 'Cancel the order'}
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="cancel-title">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void cancel(formValues(event.currentTarget)['reason']);
          }}
        >
          <h2 id="cancel-title">{isPartSent ? 'Cancel what has not been sent?' : 'Cancel this order?'}</h2>
          {order.status !== 'PENDING_PAYMENT' && <p>Your money goes back by itself.</p>}
          <fieldset>
            <legend>Would you tell us why? (optional)</legend>
            {reasons.map((reason) => (
              <label class="choice" key={reason}>
                <input type="radio" name="reason" value={reason} />
                <span>{reason}</span>
              </label>
            ))}
          </fieldset>
          <p class="choices">
            <button class="primary" type="submit" aria-disabled={busy}>
              Yes, cancel it
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Keep it
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}
