import { pages } from '@arcade/contracts';
import { MailedConfirmation } from '../parts/mailed-confirmation.tsx';
import { usersApi } from '../shop/operations.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the mail to a new address leads. */
export function ConfirmEmailPage() {
  useTitle(pages['confirm-email'].title);
  return (
    <MailedConfirmation operation={usersApi.confirmEmail}>
      {({ email }) => (
        <>
          <p>
            <strong>{email}</strong> is the address of your account now. Use it to sign in.
          </p>
          <a class="button primary" href="/account">
            To your account
          </a>
        </>
      )}
    </MailedConfirmation>
  );
}
