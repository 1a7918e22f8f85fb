import { ProblemError } from '@arcade/client';
import type { Order } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { countUnits, isWhole, linesOf, stillPossible, type Units } from '../shop/cancel-units.ts';
import { loadCart } from '../shop/cart.ts';
import { ordersApi } from '../shop/operations.ts';
import { thingsWords } from '../shop/order-words.ts';
import { ownOrder } from '../shop/own-order.ts';
import { useResource } from '../shop/use-resource.ts';
import { formValues } from './field.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { UnitChoice } from './unit-choice.tsx';

/** What shoppers say most; saying nothing is an answer, too. */
const reasons = ['I ordered it by mistake', 'I found something better', 'It takes too long', 'I changed my mind'];

interface CancelDialogProps {
  readonly order: Order;
  /** What is chosen at first; it can be changed unless the order is not paid: that is cancelled as a whole. */
  readonly chosen: Units;
  readonly replace: (order: Order) => void;
  readonly reload: () => void;
  readonly close: () => void;
}

/** Asks which units are not wanted any more, and says what goes back for them before anything is done. */
export function CancelDialog({ order, chosen: first, replace, reload, close }: CancelDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [wanted, setWanted] = useState(first);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => dialog.current?.showModal(), []);
  const isUnpaid = order.status === 'PENDING_PAYMENT';
  const chosen = stillPossible(order, wanted);
  const units = countUnits(chosen);
  const all = isUnpaid || isWhole(order, chosen);
  const isReady = isUnpaid || units > 0;

  const cancel = async (reason: string | undefined) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const body = {
        ...(reason === undefined || reason === '' ? {} : { reason }),
        ...(isUnpaid ? {} : { lines: linesOf(chosen) as never }),
      };
      const answer = await api.call(ordersApi.cancelOrder, { params: { orderId: order.orderId }, body });
      dialog.current?.close();
      replace(ownOrder(answer.body));
      announce(all ? 'The order is cancelled.' : `${thingsWords(units)} cancelled.`);
      // The order is cancelled whether or not the cart can be read.
      await loadCart().catch(console.warn);
    } catch (error) {
      setFailure(error);
      setBusy(false);
      if (error instanceof ProblemError && error.code === 'illegal-transition') reload();
    }
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="cancel-title" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && isReady) void cancel(formValues(event.currentTarget)['reason']);
        }}
      >
        <h2 id="cancel-title">{all ? 'Cancel this order?' : 'What would you like to cancel?'}</h2>
        {failure !== undefined && <ProblemNotice error={failure} />}
        {!isUnpaid && <UnitChoice order={order} chosen={chosen} choose={setWanted} />}
        {!isUnpaid && (
          <output class="notice money-back" data-testid="money-back">
            {units === 0 ? 'Nothing is chosen yet.' : <MoneyBack order={order} chosen={chosen} />}
          </output>
        )}
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
          <button class="primary" type="submit" aria-disabled={busy || !isReady}>
            {all || units === 0 ? 'Yes, cancel it' : `Yes, cancel ${thingsWords(units)}`}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
        </p>
      </form>
    </dialog>
  );
}

/** As the API tells it. That it does not, keeps nobody from cancelling: what goes back is not worked out here. */
function MoneyBack({ order, chosen }: { order: Order; chosen: Units }) {
  const { orderId, version } = order;
  const lines = linesOf(chosen) as never;
  const { resource } = useResource(JSON.stringify([orderId, version, lines]), () =>
    api.call(ordersApi.previewCancel, { params: { orderId }, body: { lines } }),
  );
  if (resource.state === 'loading') return <span aria-busy="true">Working out what goes back…</span>;
  if (resource.state === 'failed')
    return <>What goes back cannot be told just now. It does so by itself all the same.</>;
  const { amount, wholeOrder } = resource.value.body;
  if (amount.amount === 0) return <>Nothing of your payment is left to go back for this.</>;
  return (
    <>
      <strong>{formatMoney(amount)}</strong> goes back to your card by itself
      {wholeOrder && order.totals.shipping.amount > 0 ? ', shipping included' : ''}.
    </>
  );
}
