import { usersApi } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { Loaded } from '../parts/loading.tsx';
import { api } from '../shop/api.ts';
import { noteUser } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where the link of the verification mail leads. */
export function VerifyEmailPage() {
  useTitle('Confirm your address');
  const token = useLocation().query['token'] ?? '';
  const { resource, reload } = useResource(token, async () => {
    const { body } = await api.call(usersApi.verifyEmail, { body: { token } });
    noteUser(body);
    return body;
  });
  return (
    <Loaded resource={resource} retry={() => void reload()}>
      {(user) => (
        <section class="panel narrow">
          <h1>Thank you</h1>
          <p>{user.email} is confirmed.</p>
          <a class="button primary" href="/">
            To the catalogue
          </a>
        </section>
      )}
    </Loaded>
  );
}
