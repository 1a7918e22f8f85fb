import { ProblemError } from '@arcade/client';

/** What is known of an input: as much as tells how it should be filled in. */
export interface InputKind {
  readonly type: string;
  readonly required: boolean;
  /** Characters; -1 when there is no limit. */
  readonly minLength: number;
  readonly maxLength: number;
}

const emptyWords = 'Please fill this in.';
const emailWords = 'This is not an email address. One looks like name@example.com.';
const oddWords = 'Please check this: it does not look right.';
const weakWords = 'This is easy to guess. Make it longer: some words that have nothing to do with each other.';
const shortWords = (least: number) => `Use at least ${least} characters.`;
const longWords = (most: number) => `This is too long; use at most ${most} characters.`;

/** What a person is told about an input that the browser finds wrong; undefined when it is right. */
export function validityWords(validity: ValidityState, kind: InputKind): string | undefined {
  if (validity.valid) return undefined;
  if (validity.valueMissing) return emptyWords;
  if (validity.tooShort) return shortWords(kind.minLength);
  if (validity.tooLong) return longWords(kind.maxLength);
  if (validity.typeMismatch && kind.type === 'email') return emailWords;
  return oddWords;
}

/** The same about what a service did not accept, by the code of its complaint: its own words are for developers. */
export function issueWords(code: string, kind: InputKind): string {
  switch (code) {
    case 'too_small':
      return kind.minLength > 1 ? shortWords(kind.minLength) : emptyWords;
    case 'too_big':
      return kind.maxLength > 0 ? longWords(kind.maxLength) : 'This is too long.';
    case 'invalid_format':
      return kind.type === 'email' ? emailWords : oddWords;
    case 'weak-password':
      return weakWords;
    default:
      return oddWords;
  }
}

/** Codes of what a service did not accept, by the name of the member. */
export const issueCodes = (error: unknown): ReadonlyMap<string, string> =>
  new Map(
    error instanceof ProblemError
      ? error.problem.errors?.map(({ pointer, code }) => [pointer.split('/').at(-1) ?? '', code])
      : [],
  );
