import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { formValues } from './field.tsx';
import { fieldErrors } from './problem-notice.tsx';

/** What a form does when it is sent: it is busy meanwhile, and says what went wrong. */
export function useForm(send: (values: Readonly<Record<string, string>>, form: HTMLFormElement) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await send(formValues(form), form);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(event.currentTarget);
  };
  return { busy, failure, errors: fieldErrors(failure), onSubmit };
}
