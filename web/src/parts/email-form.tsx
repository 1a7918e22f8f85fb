import type { User } from '@arcade/contracts';
import { useState } from 'preact/hooks';
import { api } from '../shop/api.ts';
import { usersApi } from '../shop/operations.ts';
import { wrongPassword } from '../shop/problem-words.ts';
import { toast } from '../shop/toasts.ts';
import { Field } from './field.tsx';
import { attempt, ProblemNotice } from './problem-notice.tsx';
import { useForm } from './use-form.ts';

/** The account's address, and how to have another: it changes when the link in the new mailbox is opened. */
export function EmailForm({ user }: { user: User }) {
  const [waitingFor, setWaitingFor] = useState<string | undefined>();
  const { busy, failure, errors, formProps } = useForm(async ({ newEmail = '', password = '' }, form) => {
    await api.call(usersApi.changeEmail, { body: { newEmail, password } });
    setWaitingFor(newEmail);
    form.reset();
  });
  const wrong = wrongPassword(failure);
  return (
    <form class="panel" {...formProps}>
      <h2>Email</h2>
      <p>
        <strong>{user.email}</strong> {!user.emailVerified && <Unconfirmed />}
      </p>
      {waitingFor !== undefined && waitingFor.toLowerCase() !== user.email && (
        <p class="notice notice-good" role="status">
          We have sent a link to <strong>{waitingFor}</strong>. Your address changes when you open it.
        </p>
      )}
      {failure !== undefined && wrong === undefined && <ProblemNotice error={failure} />}
      <Field
        label="New email"
        name="newEmail"
        type="email"
        autocomplete="email"
        required
        maxLength={254}
        error={errors.get('newEmail')}
      />
      <Field
        label="Your password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        error={wrong ?? errors.get('password')}
      />
      <button type="submit" aria-disabled={busy}>
        Change the email
      </button>
    </form>
  );
}

async function resend(): Promise<void> {
  await api.call(usersApi.resendVerification);
  toast('A new mail is on its way.');
}

const Unconfirmed = () => (
  <>
    <span class="tag tag-warn">Not confirmed</span>{' '}
    <button class="link" type="button" onClick={() => void attempt(resend)}>
      Send the mail again
    </button>
  </>
);
