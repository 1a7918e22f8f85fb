import { Field } from './field.tsx';

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label?: string;
  readonly error: string | undefined;
}

/** A password that somebody makes up here. */
export const NewPasswordField = ({ name, label = 'New password', error }: NewPasswordFieldProps) => (
  <Field
    label={label}
    name={name}
    type="password"
    hint="At least 10 characters"
    autocomplete="new-password"
    minLength={10}
    maxLength={200}
    required
    error={error}
  />
);
