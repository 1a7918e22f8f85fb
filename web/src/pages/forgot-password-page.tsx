import { pages } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { Field } from '../parts/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { api } from '../shop/api.ts';
import { usersApi } from '../shop/operations.ts';
import { useTitle } from '../shop/use-title.ts';

export function ForgotPasswordPage() {
  useTitle(pages['forgot-password'].title);
  const [askedFor, setAskedFor] = useState<string | undefined>();
  const { busy, failure, errors, formProps } = useForm(async ({ email = '' }) => {
    await api.call(usersApi.forgotPassword, { body: { email } });
    setAskedFor(email);
  });
  if (askedFor !== undefined) return <Sent email={askedFor} again={() => setAskedFor(undefined)} />;
  return (
    <form class="panel narrow" {...formProps}>
      <h1>Forgotten your password?</h1>
      <p>Tell us the address of your account, and we send you a link to set a new password.</p>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <Field label="Email" name="email" type="email" autocomplete="username" required error={errors.get('email')} />
      <button class="primary wide" type="submit" aria-disabled={busy}>
        Send the link
      </button>
      <p class="muted">
        You know it after all? <a href="/sign-in">Sign in</a>
      </p>
    </form>
  );
}

/** The same for every address: who has an account is nobody else's business. */
const Sent = ({ email, again }: { email: string; again: () => void }) => (
  <section class="panel narrow" role="status">
    <h1>Look into your mailbox</h1>
    <p>
      If <strong>{email}</strong> has an account here, a mail with a link is on its way. The link works once, for an
      hour.
    </p>
    <p class="muted">
      Nothing there after some minutes? Look among the unwanted mails, or{' '}
      <button class="link" type="button" onClick={again}>
        ask again
      </button>
      .
    </p>
  </section>
);
