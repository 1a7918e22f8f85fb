import { DomainError } from '@arcade/contracts';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Guesses that a password has to withstand, as a power of ten: years, where each guess costs a slow hash. */
const leastGuesses = 9;
/** Characters that have to be there beside what everybody knows of its owner and of us. */
const leastOwnCharacters = 8;
/** As far as the meter looks: its work grows faster than the password. */
const measured = 72;
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: measured });

/** Whose password it will be. */
export interface PasswordOwner {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** @throws DomainError invalid-request that points at the field, when the password is easy to guess */
export function requireStrongPassword(password: string, owner: PasswordOwner, pointer: `/${string}`): void {
  const detail = weaknessOf(password, owner);
  if (detail !== undefined) {
    throw new DomainError('invalid-request', detail, { errors: [{ pointer, detail, code: 'weak-password' }] });
  }
}

/** Why a password is easy to guess, in words for who chose it; undefined: it is not. */
export function weaknessOf(password: string, owner: PasswordOwner): string | undefined {
  const words = knownWords(owner);
  if (withoutWords(password, words).length < leastOwnCharacters) {
    return 'This is little more than a name or an address that others know. Add some words of your own.';
  }
  const { guessesLog10, feedback } = estimator.check(password, words);
  return guessesLog10 < leastGuesses ? reasonOf(feedback.warning) : undefined;
}

/** What others know: the owner's names, the address and its parts, and the shop's name. */
function knownWords({ email, firstName, lastName }: PasswordOwner): string[] {
  const parts = [email, firstName, lastName].flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  const words = [...parts, 'arcade'].map(folded).filter((word) => word.length >= 3);
  return [...new Set(words)].toSorted((a, b) => b.length - a.length);
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const withoutWords = (password: string, words: readonly string[]) =>
  words.reduce((rest, word) => rest.replaceAll(word, ''), folded(password)).replace(/[^\p{L}\p{N}]/gu, '');

function reasonOf(warning: string | null): string {
  switch (warning) {
    case 'topTen':
    case 'topHundred':
    case 'common':
    case 'similarToCommon':
      return 'Many people use this password, or one like it. Choose some words that have nothing to do with each other.';
    case 'straightRow':
    case 'keyPattern':
      return 'Keys beside each other are easy to guess. Choose some words that have nothing to do with each other.';
    case 'simpleRepeat':
    case 'extendedRepeat':
    case 'sequences':
      return 'Repetitions and sequences are easy to guess. Choose some words that have nothing to do with each other.';
    case 'dates':
    case 'recentYears':
      return 'Dates and years are easy to guess. Add some words that have nothing to do with each other.';
    case null:
    default:
      return 'This is easy to guess. Make it longer: some words that have nothing to do with each other.';
  }
}
