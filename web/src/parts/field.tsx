import type { InputHTMLAttributes } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly defaultValue?: string;
  readonly error?: string | undefined;
  readonly hint?: string;
}

/** A labelled input with its hint and what is wrong with it. */
export const Field = ({ label, name, error, hint, type = 'text', ...input }: FieldProps) => {
  const notes = [error === undefined ? undefined : `${name}-error`, hint === undefined ? undefined : `${name}-hint`];
  const describedBy = notes.filter((note) => note !== undefined).join(' ');
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        aria-invalid={error !== undefined}
        {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
        // The types know each kind of input apart; this one is any of three.
        {...({ ...input, type } as InputHTMLAttributes)}
      />
      {hint !== undefined && (
        <p class="field-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  );
};

/** The named text inputs of a submitted form. */
export const formValues = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
