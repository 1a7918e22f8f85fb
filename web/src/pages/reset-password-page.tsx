import { ProblemError } from '@arcade/client';
import { usersApi } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { NewPasswordField } from '../parts/new-password-field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { api } from '../shop/api.ts';
import { mailedToken } from '../shop/mailed-token.ts';
import { isSignedIn, signOut } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the mail for a forgotten password leads. */
export function ResetPasswordPage() {
  useTitle('Set a new password');
  const { route } = useLocation();
  const { busy, failure, errors, onSubmit } = useForm(async ({ newPassword = '' }) => {
    await api.call(usersApi.resetPassword, { body: { token: mailedToken(), newPassword } });
    // Every session of the account is over; a guest's cart waits for its owner to sign in.
    if (isSignedIn.value) await signOut();
    toast('Your new password is set. Sign in with it.');
    route('/sign-in', true);
  });
  return (
    <form class="panel narrow" onSubmit={onSubmit}>
      <h1>Set a new password</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      {isLinkOver(failure) && (
        <p>
          <a href="/forgot-password">Ask for a new link</a>
        </p>
      )}
      <NewPasswordField name="newPassword" error={errors.get('newPassword')} />
      <button class="primary wide" type="submit" disabled={busy}>
        Set the password
      </button>
      <p class="muted">You will be signed out on every device.</p>
    </form>
  );
}

/** Also when the link was cut on its way here, so that its token is too short to be one. */
const isLinkOver = (error: unknown): boolean =>
  error instanceof ProblemError &&
  (error.code === 'invalid-token' || error.problem.errors?.some(({ pointer }) => pointer === '/token') === true);
