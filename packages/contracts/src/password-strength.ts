import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Guesses that a password has to withstand, as a power of ten: years, where each guess costs a slow hash. */
const leastGuesses = 9;
/** From here on a password is strong: it costs a thousand times what it must. */
const strongGuesses = 12;
/** Characters that have to be there beside what everybody knows of its owner and of us. */
const leastOwnCharacters = 8;
/** As far as the meter looks: its work grows faster than the password. */
const measured = 72;
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: measured });

/** Whose password it will be; a part that is not known is empty. */
export interface PasswordOwner {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** How hard a password is to guess. A `weak` one is refused: `reason` says why, in words for who chose it. */
export type PasswordStrength =
  { readonly level: 'weak'; readonly reason: string } | { readonly level: 'good' | 'strong' };

/** The one rule about passwords: accounts are opened and changed by it, and pages tell by it while one is typed. */
export function strengthOf(password: string, owner: PasswordOwner): PasswordStrength {
  const words = knownWords(owner);
  if (withoutWords(password, words).length < leastOwnCharacters) {
    const reason = 'This is little more than a name or an address that others know. Add some words of your own.';
    return { level: 'weak', reason };
  }
  const { guessesLog10, feedback } = estimator.check(password, words);
  if (guessesLog10 < leastGuesses) return { level: 'weak', reason: reasonOf(feedback.warning) };
  return { level: guessesLog10 < strongGuesses ? 'good' : 'strong' };
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
