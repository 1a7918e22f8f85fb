import { passwordLength } from '@arcade/contracts';
import type { PasswordStrength } from '@arcade/contracts/password-strength';
import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../shop/announcer.ts';
import { levelOf, strengthWords, type PasswordLevel } from '../shop/password-words.ts';
import { user } from '../shop/session.ts';
import { FieldFrame, formValues, noteIds } from './field.tsx';

interface NewPasswordFieldProps {
  readonly name: string;
  readonly label?: string;
  readonly error: string | undefined;
}

/** A password that somebody makes up here. How hard it is to guess is told while it is typed. */
export function NewPasswordField({ name, label = 'New password', error }: NewPasswordFieldProps) {
  const { input, loadMeter, onInput, level, words } = usePasswordMeter();
  return (
    <FieldFrame label={label} name={name} error={error} optional={false}>
      <input
        ref={input}
        id={name}
        name={name}
        type="password"
        autocomplete="new-password"
        minLength={passwordLength.least}
        maxLength={passwordLength.most}
        required
        onFocus={() => void loadMeter()}
        onInput={onInput}
        {...noteIds(name, error, words)}
      />
      <div class="strength" data-level={level} data-testid="strength">
        <span class="strength-bar" aria-hidden="true" />
        <p class="field-hint" id={`${name}-hint`}>
          {words}
        </p>
      </div>
    </FieldFrame>
  );
}

/** Typing goes on meanwhile. */
const pauseMs = 250;
/** A screen reader says it when nobody types any more. */
const silenceMs = 1000;

/** The dictionaries weigh more than all pages: they come when somebody is about to type, and nothing waits for them. */
const loadRule = () => import('@arcade/contracts/password-strength');
type Rule = Awaited<ReturnType<typeof loadRule>>;

function usePasswordMeter() {
  const input = useRef<HTMLInputElement>(null);
  const rule = useRef<Rule | undefined>(undefined);
  const isAsked = useRef(false);
  const [typed, setTyped] = useState('');
  const [strength, setStrength] = useState<PasswordStrength | undefined>();
  const measure = () => {
    const given = input.current;
    if (given === null) return;
    const isLong = given.value.length >= passwordLength.least;
    setStrength(isLong ? rule.current?.strengthOf(given.value, ownerIn(given.form)) : undefined);
  };
  const loadMeter = async () => {
    if (isAsked.current) return;
    isAsked.current = true;
    try {
      rule.current = await loadRule();
      measure();
    } catch (error) {
      // Without it the shop says afterwards what is wrong with a password.
      console.warn(error);
    }
  };
  const note = () => setTyped(input.current?.value ?? '');
  useEffect(() => {
    const timer = setTimeout(measure, pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    const form = input.current?.form;
    const empty = () => setTyped('');
    form?.addEventListener('reset', empty);
    return () => form?.removeEventListener('reset', empty);
  }, []);
  const level = levelOf(typed, strength);
  const words = strengthWords(typed, strength);
  useSpoken(level, words);
  return { input, loadMeter, onInput: note, level, words };
}

/** Only what a level becomes is news, not each letter. */
function useSpoken(level: PasswordLevel, words: string): void {
  const told = useRef<PasswordLevel>('none');
  useEffect(() => {
    if (level === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = level;
      if (level !== 'none' && level !== 'short') announce(words);
    }, silenceMs);
    return () => clearTimeout(timer);
  }, [level, words]);
}

/** What is known of whose password it will be. */
function ownerIn(form: HTMLFormElement | null) {
  const values = form === null ? {} : formValues(form);
  const { email = user.value?.email, firstName = user.value?.firstName, lastName = user.value?.lastName } = values;
  return { email: email ?? '', firstName: firstName ?? '', lastName: lastName ?? '' };
}
