import { pages } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { Field } from '../parts/field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { nextPath } from '../shop/next-path.ts';
import { signIn } from '../shop/session.ts';
import { useTitle } from '../shop/use-title.ts';

export function SignInPage() {
  useTitle(pages['sign-in'].title);
  const { query, route } = useLocation();
  const { busy, failure, errors, formProps } = useForm(async ({ email = '', password = '' }) => {
    await signIn(email, password);
    route(nextPath(query), true);
  });
  return (
    <form class="panel narrow" {...formProps}>
      <h1>Sign in</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <Field label="Email" name="email" type="email" autocomplete="username" required error={errors.get('email')} />
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        error={errors.get('password')}
      />
      <button class="primary wide" type="submit" aria-disabled={busy}>
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
