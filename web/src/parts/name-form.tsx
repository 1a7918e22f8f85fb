import type { User } from '@arcade/contracts';
import { changeProfile } from '../shop/session.ts';
import { toast } from '../shop/toasts.ts';
import { Field } from './field.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useForm } from './use-form.ts';

export function NameForm({ user }: { user: User }) {
  const { busy, failure, errors, formProps } = useForm(async ({ firstName = '', lastName = '' }) => {
    await changeProfile({ firstName, lastName });
    toast('Your name is saved.');
  });
  return (
    <form class="panel" {...formProps}>
      <h2>Name</h2>
      {failure !== undefined && <ProblemNotice error={failure} />}
      <div class="field-row">
        <Field
          label="First name"
          name="firstName"
          autocomplete="given-name"
          required
          maxLength={100}
          defaultValue={user.firstName}
          error={errors.get('firstName')}
        />
        <Field
          label="Last name"
          name="lastName"
          autocomplete="family-name"
          required
          maxLength={100}
          defaultValue={user.lastName}
          error={errors.get('lastName')}
        />
      </div>
      <button type="submit" aria-disabled={busy}>
        Save the name
      </button>
    </form>
  );
}
