import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { issueCodes, issueWords, validityWords } from '../shop/field-words.ts';
import { formInputs, formValues, type FormInput } from './field.tsx';

type FieldErrors = ReadonlyMap<string, string>;

type Values = Readonly<Record<string, string>>;

interface FormOptions {
  /** What is wrong with the values beyond what the inputs can tell, by name. */
  readonly inspect?: (values: Values) => FieldErrors;
}

/**
 * What a form does when it is sent: inputs that are not filled in right are told and focused, otherwise it is busy until
 * `send` is done, and says what went wrong.
 */
export function useForm(send: (values: Values, form: HTMLFormElement) => Promise<void>, { inspect }: FormOptions = {}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const { errors, check, blame } = useFieldErrors();
  const submit = async (form: HTMLFormElement) => {
    setFailure(undefined);
    if (!check(form, inspect?.(formValues(form)))) return;
    setBusy(true);
    try {
      await send(formValues(form), form);
    } catch (error) {
      setFailure(error);
      blame(form, error);
    }
    setBusy(false);
  };
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void submit(event.currentTarget);
  };
  return { busy, failure, errors, formProps: { onSubmit, noValidate: true } };
}

/** What is wrong with a form's inputs, by name. The first of them is brought into view and focused. */
export function useFieldErrors() {
  const [errors, setErrors] = useState<FieldErrors>(new Map());
  const shownIn = useRef<HTMLFormElement>(null);
  const show = (form: HTMLFormElement, found: FieldErrors) => {
    shownIn.current = form;
    setErrors(found);
    return found.size === 0;
  };
  useEffect(() => {
    const first = shownIn.current === null ? [] : formInputs(shownIn.current).filter(({ name }) => errors.has(name));
    first[0]?.focus();
  }, [errors]);
  return {
    errors,
    /** Whether everything is filled in as the inputs ask, and nothing more is wrong with it. */
    check: (form: HTMLFormElement, more: FieldErrors = new Map()): boolean => {
      const own = wordsByName(formInputs(form), (input) => validityWords(input.validity, kindOf(input)));
      return show(form, new Map([...more, ...own]));
    },
    /** Shows what a service did not accept. */
    blame: (form: HTMLFormElement, error: unknown): void => {
      const codes = issueCodes(error);
      const words = (input: FormInput) => {
        const code = codes.get(input.name);
        return code === undefined ? undefined : issueWords(code, kindOf(input));
      };
      show(form, wordsByName(formInputs(form), words));
    },
  };
}

const wordsByName = (inputs: readonly FormInput[], words: (input: FormInput) => string | undefined): FieldErrors =>
  new Map(
    inputs.flatMap((input) => {
      const said = words(input);
      return said === undefined ? [] : [[input.name, said] as const];
    }),
  );

const kindOf = (input: FormInput) => ({
  type: input.type,
  required: input.required,
  minLength: 'minLength' in input ? input.minLength : -1,
  maxLength: 'maxLength' in input ? input.maxLength : -1,
});
