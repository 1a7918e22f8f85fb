import type { User } from '@arcade/contracts';
import type { ComponentChildren } from 'preact';
import { api } from '../shop/api.ts';
import { mailedToken } from '../shop/mailed-token.ts';
import { usersApi } from '../shop/operations.ts';
import { noteUser } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { Loaded } from './loading.tsx';

interface MailedConfirmationProps {
  /** What the link of the mail confirms. */
  readonly operation: typeof usersApi.verifyEmail | typeof usersApi.confirmEmail;
  /** What is said and offered once it has. */
  readonly children: (user: User) => ComponentChildren;
}

/** A page that a mailed link leads to: opening it confirms. */
export function MailedConfirmation({ operation, children }: MailedConfirmationProps) {
  const token = mailedToken();
  const { resource, reload } = useResource(token, async () => {
    const { body } = await api.call(operation, { body: { token } });
    noteUser(body);
    return body;
  });
  return (
    <Loaded resource={resource} retry={() => void reload()} heading="One moment">
      {(user) => (
        <section class="panel narrow">
          <h1>Thank you</h1>
          {children(user)}
        </section>
      )}
    </Loaded>
  );
}
