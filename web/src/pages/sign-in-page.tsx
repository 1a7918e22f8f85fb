import { useLocation } from 'preact-iso';
import { Field } from '../parts/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { signIn } from '../shop/session.ts';
import { useTitle } from '../shop/use-title.ts';

/** Where to go after signing in: only paths of this shop. */
export const nextPath = (query: Readonly<Record<string, string>>): string => {
  const next = query['next'] ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
};

export function SignInPage() {
  useTitle('Sign in');
  const { query, route } = useLocation();
  const { busy, failure, onSubmit } = useForm(async ({ email = '', password = '' }) => {
    await signIn(email, password);
    route(nextPath(query), true);
  });
  return (
    <form class="panel narrow" onSubmit={onSubmit}>
      <h1>Sign in</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <Field label="Email" name="email" type="email" autocomplete="username" required />
      <Field label="Password" name="password" type="password" autocomplete="current-password" required />
      <button class="primary wide" type="submit" disabled={busy}>
        Sign in
      </button>
      <p class="muted">
        <a href="/forgot-password">Forgotten your password?</a>
      </p>
      <p class="muted">
        New here? <a href={`/register?next=${encodeURIComponent(nextPath(query))}`}>Create an account</a>
      </p>
    </form>
  );
}
