import type { Cart } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';
import { useState } from 'preact/hooks';
import { applyCode, removeCode } from '../shop/cart.ts';
import { formValues } from './field.tsx';
import { attempt, wordsFor } from './problem-notice.tsx';

/** Promotion codes of a cart: those that are applied, and one more. */
export function CodeForm({ codes }: { codes: Cart['codes'] }) {
  const [error, setError] = useState<string | undefined>();
  const submit = async (form: HTMLFormElement) => {
    setError(undefined);
    try {
      await applyCode(formValues(form)['code'] ?? '');
      form.reset();
    } catch (failure) {
      setError(wordsFor(failure));
    }
  };
  return (
    <div class="codes">
      {codes.map(({ code, description, discount, notApplied }) => (
        <p class="code" key={code}>
          <span>
            <strong>{code}</strong> <span class="muted">{notApplied ?? description}</span>
          </span>
          <span>
            {notApplied === null && discount.amount > 0 && `−${formatMoney(discount)} `}
            <button class="link" type="button" onClick={() => void attempt(() => removeCode(code))}>
              Remove<span class="hidden"> code {code}</span>
            </button>
          </span>
        </p>
      ))}
      <form
        class="code-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="hidden" for="code">
          Promotion code
        </label>
        <input id="code" name="code" placeholder="Promotion code" autocomplete="off" maxLength={40} required />
        <button type="submit">Apply</button>
      </form>
      {error !== undefined && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
