import type { ComponentChildren, InputHTMLAttributes } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password' | 'tel';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly defaultValue?: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
}

/** A labelled input with its hint and what is wrong with it. */
export const Field = ({ label, name, error, hint, type = 'text', ...input }: FieldProps) => (
  <FieldFrame label={label} name={name} error={error} hint={hint} optional={input.required !== true}>
    <input
      id={name}
      name={name}
      {...noteIds(name, error, hint)}
      // The types know each kind of input apart; this one is any of four.
      {...({ ...input, type } as InputHTMLAttributes)}
    />
  </FieldFrame>
);

interface FieldFrameProps extends Pick<FieldProps, 'label' | 'name' | 'error' | 'hint'> {
  readonly optional: boolean;
  readonly children: ComponentChildren;
}

/** The label and the notes of an input of any kind. */
export const FieldFrame = ({ label, name, error, hint, optional, children }: FieldFrameProps) => (
  <div class="field">
    <label for={name}>
      {label}
      {optional && <span class="muted"> (optional)</span>}
    </label>
    {children}
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

/** Ties an input to its notes. */
export function noteIds(name: string, error: string | undefined, hint: string | undefined) {
  const notes = [error === undefined ? undefined : `${name}-error`, hint === undefined ? undefined : `${name}-hint`];
  const describedBy = notes.filter((note) => note !== undefined).join(' ');
  return { 'aria-invalid': error !== undefined, ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }) };
}

export type FormInput = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The named inputs of a form, in its order. */
export const formInputs = (form: HTMLFormElement): readonly FormInput[] =>
  [...form.elements].filter(
    (element): element is FormInput =>
      (element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement ||
        element instanceof HTMLTextAreaElement) &&
      element.name !== '',
  );

/** The named text inputs of a submitted form. */
export const formValues = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
