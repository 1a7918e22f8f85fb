import { pages } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { Field } from '../parts/field.tsx';
import { NewPasswordField } from '../parts/new-password-field.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useForm } from '../parts/use-form.ts';
import { nextPath } from '../shop/next-path.ts';
import { register } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { useTitle } from '../shop/use-title.ts';

export function RegisterPage() {
  useTitle(pages.register.title);
  const { query, route } = useLocation();
  const { busy, failure, errors, formProps } = useForm(
    async ({ email = '', firstName = '', lastName = '', password = '' }) => {
      await register({ email, firstName, lastName, password });
      toast('Welcome! We have sent you a mail to confirm your address.');
      route(nextPath(query), true);
    },
  );
  return (
    <form class="panel narrow" {...formProps}>
      <h1>Create an account</h1>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <div class="field-row">
        <Field label="First name" name="firstName" autocomplete="given-name" required error={errors.get('firstName')} />
        <Field label="Last name" name="lastName" autocomplete="family-name" required error={errors.get('lastName')} />
      </div>
      <Field label="Email" name="email" type="email" autocomplete="username" required error={errors.get('email')} />
      <NewPasswordField label="Password" name="password" error={errors.get('password')} />
      <button class="primary wide" type="submit" aria-disabled={busy}>
        Create account
      </button>
      <p class="muted">
        You have one? <a href={`/sign-in?next=${encodeURIComponent(nextPath(query))}`}>Sign in</a>
      </p>
    </form>
  );
}
