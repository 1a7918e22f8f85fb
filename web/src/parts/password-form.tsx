import type { User } from '@arcade/contracts';
import { api } from '../shop/api.ts';
import { usersApi } from '../shop/operations.ts';
import { wrongPassword } from '../shop/problem-words.ts';
import { toast } from '../shop/toasts.ts';
import { Field } from './field.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useForm } from './use-form.ts';

export function PasswordForm({ user }: { user: User }) {
  const { busy, failure, errors, formProps } = useForm(async ({ currentPassword = '', newPassword = '' }, form) => {
    await api.call(usersApi.changePassword, { body: { currentPassword, newPassword } });
    form.reset();
    toast('Your password is changed. Other devices are signed out.');
  });
  const wrong = wrongPassword(failure);
  return (
    <form class="panel" {...formProps}>
      <h2>Password</h2>
      {failure !== undefined && wrong === undefined && <ProblemNotice error={failure} />}
      {/* Tells password managers whose password this is. */}
      <input type="text" name="username" autocomplete="username" value={user.email} readOnly hidden />
      <Field
        label="Current password"
        name="currentPassword"
        type="password"
        autocomplete="current-password"
        required
        error={wrong ?? errors.get('currentPassword')}
      />
      <NewPasswordField name="newPassword" error={errors.get('newPassword')} />
      <button type="submit" aria-disabled={busy}>
        Change the password
      </button>
      <p class="field-hint">
        Forgotten it? <a href="/forgot-password">Set a new one by mail</a>
      </p>
    </form>
  );
}
