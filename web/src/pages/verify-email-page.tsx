import { pages } from '@arcade/contracts';
import { MailedConfirmation } from '../parts/mailed-confirmation.tsx';
import { usersApi } from '../shop/operations.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the verification mail leads. */
export function VerifyEmailPage() {
  useTitle(pages['verify-email'].title);
  return (
    <MailedConfirmation operation={usersApi.verifyEmail}>
      {({ email }) => (
        <>
          <p>
            <strong>{email}</strong> is confirmed.
          </p>
          <a class="button primary" href="/">
            To the catalogue
          </a>
        </>
      )}
    </MailedConfirmation>
  );
}
