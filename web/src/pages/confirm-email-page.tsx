import { usersApi } from '@arcade/contracts';
import { Loaded } from '../parts/loading.tsx';
import { api } from '../shop/api.ts';
import { mailedToken } from '../shop/mailed-token.ts';
import { noteUser } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the mail to a new address leads. */
export function ConfirmEmailPage() {
  useTitle('Confirm your new address');
  const token = mailedToken();
  const { resource, reload } = useResource(token, async () => {
    const { body } = await api.call(usersApi.confirmEmail, { body: { token } });
    noteUser(body);
    return body;
  });
  return (
    <Loaded resource={resource} retry={() => void reload()}>
      {(user) => (
        <section class="panel narrow">
          <h1>Thank you</h1>
          <p>
            <strong>{user.email}</strong> is the address of your account now. Use it to sign in.
          </p>
          <a class="button primary" href="/account">
            To your account
          </a>
        </section>
      )}
    </Loaded>
  );
}
