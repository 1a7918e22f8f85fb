import type { EndpointInput } from '@arcade/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { api } from '../shop/api.ts';
import { focusContent } from '../shop/keep-focus.ts';
import { productsApi } from '../shop/operations.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useForm } from './use-form.ts';

type Reason = NonNullable<EndpointInput<typeof productsApi.reportReview>['body']>['reason'];

const reasons: Readonly<Record<Reason, string>> = {
  spam: 'It is advertising',
  offensive: 'It is offensive',
  'personal-data': 'It tells something private about somebody',
  'not-about-product': 'It is not about this thing',
  other: 'Something else',
};
const isReason = (text: string | undefined): text is Reason => text !== undefined && Object.hasOwn(reasons, text);

interface ReportDialogProps {
  readonly productId: string;
  readonly reviewId: string;
  readonly close: (isDone: boolean) => void;
}

/** Asks why a review should not be there. */
export function ReportDialog({ productId, reviewId, close }: ReportDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isDone = useRef(false);
  const [chosen, setChosen] = useState<Reason>('spam');
  useEffect(() => dialog.current?.showModal(), []);
  const { busy, failure, formProps } = useForm(async ({ reason, note = '' }) => {
    const body = { reason: isReason(reason) ? reason : chosen, note };
    await api.call(productsApi.reportReview, { params: { productId, reviewId }, body });
    isDone.current = true;
    dialog.current?.close();
    announce('The review is reported. Thank you.');
  });
  const end = () => {
    close(isDone.current);
    // The button that opened the question is gone.
    if (isDone.current) focusContent();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="report-title" onClose={end}>
      <form {...formProps}>
        <h2 id="report-title">What is wrong with this review?</h2>
        {failure !== undefined && <ProblemNotice error={failure} />}
        <fieldset>
          <legend class="hidden">Reason</legend>
          {Object.entries(reasons).map(([reason, words]) => (
            <label class="choice" key={reason}>
              <input
                type="radio"
                name="reason"
                value={reason}
                checked={reason === chosen}
                onChange={() => setChosen(reason as Reason)}
              />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
        <div class="field">
          <label for="note">
            Tell us more <span class="muted">(optional)</span>
          </label>
          <textarea id="note" name="note" rows={3} maxLength={500} />
        </div>
        <p class="choices">
          <button class="primary" type="submit" aria-disabled={busy}>
            Report it
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
        </p>
      </form>
    </dialog>
  );
}
