import { pages } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { NewPasswordField } from '../parts/new-password-field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { api } from '../shop/api.ts';
import { mailedToken } from '../shop/mailed-token.ts';
import { usersApi } from '../shop/operations.ts';
import { isLinkOver } from '../shop/problem-words.ts';
import { isSignedIn, signOut } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the mail for a forgotten password leads. */
export function ResetPasswordPage() {
  useTitle(pages['reset-password'].title);
  const { route } = useLocation();
  const { busy, failure, errors, formProps } = useForm(async ({ newPassword = '' }) => {
    await api.call(usersApi.resetPassword, { body: { token: mailedToken(), newPassword } });
    // Every session of the account is over; a guest's cart waits for its owner to sign in.
    if (isSignedIn.value) await signOut();
    toast('Your new password is set. Sign in with it.');
    route('/sign-in', true);
  });
  return (
    <form class="panel narrow" {...formProps}>
      <h1>Set a new password</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      {isLinkOver(failure) && (
        <p>
          <a href="/forgot-password">Ask for a new link</a>
        </p>
      )}
      <NewPasswordField name="newPassword" error={errors.get('newPassword')} />
      <button class="primary wide" type="submit" aria-disabled={busy}>
        Set the password
      </button>
      <p class="muted">You will be signed out on every device.</p>
    </form>
  );
}
