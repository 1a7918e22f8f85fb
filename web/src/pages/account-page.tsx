import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { EmailForm } from '../parts/email-form.tsx';
import { NameForm } from '../parts/name-form.tsx';
import { PasswordForm } from '../parts/password-form.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { onGap } from '../shop/live.ts';
import { refreshUser, signOutEverywhere, user } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useTitle } from '../shop/use-title.ts';

export function AccountPage() {
  useTitle('Your account');
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/account', true);
  }, [user.value]);
  // A link may have been opened in another tab meanwhile; without an answer, what is shown stays.
  useEffect(() => onGap(() => void refreshUser().catch(console.warn)), []);
  if (user.value === undefined || user.value === null) return null;
  const { userId } = user.value;
  return (
    <>
      <h1>Your account</h1>
      <div class="forms" key={userId}>
        <div>
          <NameForm user={user.value} />
          <EmailForm user={user.value} />
        </div>
        <div>
          <PasswordForm user={user.value} />
          <Devices />
        </div>
      </div>
    </>
  );
}

async function signOutHereAndThere(): Promise<void> {
  await signOutEverywhere();
  toast('You are signed out on every device.');
}

const Devices = () => (
  <section class="panel">
    <h2>Devices</h2>
    <p>Lost a phone, or signed in on a computer that is not yours? End every session of your account, also this one.</p>
    <button type="button" onClick={() => void attempt(signOutHereAndThere)}>
      Sign out everywhere
    </button>
  </section>
);
