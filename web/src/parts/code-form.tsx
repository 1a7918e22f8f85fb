import type { Cart } from '@arcade/contracts';
import { useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { applyCode, removeCode } from '../shop/cart.ts';
import { codeWords } from '../shop/code-words.ts';
import { formatMoney } from '@arcade/money';
import { wordsFor } from '../shop/problem-words.ts';
import { formValues } from './field.tsx';
import { attempt } from './problem-notice.tsx';

type AppliedCode = Cart['codes'][number];

/** Promotion codes of a cart: what each takes off, those that take nothing off and why, and one more. */
export function CodeForm({ codes }: { codes: Cart['codes'] }) {
  const [error, setError] = useState<string | undefined>();
  const input = useRef<HTMLInputElement>(null);
  const submit = async (form: HTMLFormElement) => {
    const code = (formValues(form)['code'] ?? '').trim();
    setError(undefined);
    try {
      if (code === '') throw new CodeMissingError();
      const cart = await applyCode(code);
      form.reset();
      announce(resultWords(code, cart));
    } catch (failure) {
      setError(failure instanceof CodeMissingError ? 'Please type your code first.' : wordsFor(failure));
      input.current?.focus();
    }
  };
  const remove = (code: string) => async () => {
    await removeCode(code);
    announce(`The code ${code} is removed.`);
    input.current?.focus();
  };
  const useInstead = (wanted: AppliedCode) => async () => {
    const others = wanted.problem?.code === 'not-combinable' ? wanted.problem.with : [];
    for (const code of others) await removeCode(code);
    announce(`${wanted.code} is used instead.`);
    input.current?.focus();
  };
  return (
    <div class="codes">
      {codes.map((code) => (
        <CodeRow key={code.code} code={code} remove={remove(code.code)} useInstead={useInstead(code)} />
      ))}
      <form
        class="code-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="hidden" for="code">
          Promotion code
        </label>
        <input
          ref={input}
          id="code"
          name="code"
          placeholder="Promotion code"
          autocomplete="off"
          autocapitalize="characters"
          maxLength={40}
          aria-invalid={error !== undefined}
          {...(error === undefined ? {} : { 'aria-describedby': 'code-error' })}
        />
        <button type="submit">Apply</button>
      </form>
      {error !== undefined && (
        <p class="field-error" id="code-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

class CodeMissingError extends Error {
  override readonly name = 'CodeMissingError';
}

function resultWords(code: string, { codes, totals }: Cart): string {
  const applied = codes.find((each) => each.code === code.toUpperCase());
  if (applied !== undefined && applied.problem !== null) return codeWords(applied.problem);
  return `The code is applied. The total is ${formatMoney(totals.total)}.`;
}

interface CodeRowProps {
  readonly code: AppliedCode;
  readonly remove: () => Promise<void>;
  readonly useInstead: () => Promise<void>;
}

const CodeRow = ({ code: { code, description, discount, problem }, remove, useInstead }: CodeRowProps) => (
  <div class="code" data-unused={problem !== null}>
    <p>
      <strong>{code}</strong> {problem === null && discount.amount > 0 && <span>−{formatMoney(discount)}</span>}
      <br />
      <span class="muted">{problem === null ? description : codeWords(problem)}</span>
    </p>
    <p>
      {problem?.code === 'not-combinable' && (
        <button class="link" type="button" onClick={() => void attempt(useInstead)}>
          Use this one
          <span class="hidden"> {code} instead</span>
        </button>
      )}{' '}
      <button class="link" type="button" onClick={() => void attempt(remove)}>
        Remove<span class="hidden"> code {code}</span>
      </button>
    </p>
  </div>
);
