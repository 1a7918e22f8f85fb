import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { Field, formValues } from '../parts/field.tsx';
import { fieldErrors, ProblemNotice } from '../parts/problem-notice.tsx';
import { register } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { nextPath } from './sign-in-page.tsx';
import { useTitle } from '../shop/use-title.ts';

export function RegisterPage() {
  useTitle('Create an account');
  const { query, route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const errors = fieldErrors(failure);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { email = '', firstName = '', lastName = '', password = '' } = formValues(form);
      await register({ email, firstName, lastName, password });
      toast('Welcome! We have sent you a mail to confirm your address.');
      route(nextPath(query), true);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <form
      class="panel narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <h1>Create an account</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <div class="field-row">
        <Field label="First name" name="firstName" autocomplete="given-name" required error={errors.get('firstName')} />
        <Field label="Last name" name="lastName" autocomplete="family-name" required error={errors.get('lastName')} />
      </div>
      <Field label="Email" name="email" type="email" autocomplete="username" required error={errors.get('email')} />
      <Field
        label="Password"
        name="password"
        type="password"
        hint="At least 10 characters"
        autocomplete="new-password"
        minLength={10}
        required
        error={errors.get('password')}
      />
      <button class="primary wide" type="submit" disabled={busy}>
        Create account
      </button>
      <p class="muted">
        You have one? <a href={`/sign-in?next=${encodeURIComponent(nextPath(query))}`}>Sign in</a>
      </p>
    </form>
  );
}
