import { pages } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { EmailForm } from '../parts/email-form.tsx';
import { NameForm } from '../parts/name-form.tsx';
import { PasswordForm } from '../parts/password-form.tsx';
import { Waiting } from '../parts/loading.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { onGap } from '../shop/live.ts';
import { refreshUser, signOut, signOutEverywhere, user } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useTitle } from '../shop/use-title.ts';

export function AccountPage() {
  useTitle(pages.account.title);
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/account', true);
  }, [user.value]);
  // A link may have been opened in another tab meanwhile; without an answer, what is shown stays.
  useEffect(() => onGap(() => void refreshUser().catch(console.warn)), []);
  if (user.value === undefined || user.value === null) return <Waiting heading={pages.account.title} />;
  const { userId } = user.value;
  return (
    <>
      <h1>{pages.account.title}</h1>
      <div class="forms" key={userId}>
        <div>
          <NameForm user={user.value} />
          <EmailForm user={user.value} />
        </div>
        <div>
          <PasswordForm user={user.value} />
          <Addresses />
          <Devices />
        </div>
      </div>
    </>
  );
}

const Addresses = () => (
  <section class="panel">
    <h2>Addresses</h2>
    <p>Where parcels may go, and where they go when you say nothing else.</p>
    <a class="button" href={pages.addresses.path}>
      Your address book
    </a>
  </section>
);

async function signOutHereAndThere(): Promise<void> {
  await signOutEverywhere();
  toast('You are signed out on every device.');
}

const Devices = () => (
  <section class="panel">
    <h2>Devices</h2>
    <p>Lost a phone, or signed in on a computer that is not yours? End every session of your account, also this one.</p>
    <p class="choices">
      <button type="button" onClick={() => void attempt(signOutHereAndThere)}>
        Sign out everywhere
      </button>
      <button type="button" onClick={() => void attempt(signOut)}>
        Sign out here
      </button>
    </p>
  </section>
);
