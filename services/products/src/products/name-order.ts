/** Letters alone decide: case, accents and width make no difference. ICU's English order is its root order. */
const collator = new Intl.Collator('en', { sensitivity: 'base' });
const compare = collator.compare;

/** Keeps letters that stand side by side from being read as one (combining grapheme joiner; has no weight of its own). */
const joiner = '\u034f';
/** Comes after every other character. */
const last = '\uffff';
/** Has no place in any order. */
const unplaced = /[\p{Cn}\p{Co}\p{Cs}]/gu;
/** Longer than nearly every name, and short enough for a cursor; what agrees so far is told apart by the id. */
const maximumLetters = 120;

/** Turns names into keys that a database compares bytewise and that stand in the order of ICU's collation. */
export interface NameOrder {
  readonly keyOf: (name: string) => string;
  /** How every key begins: another ICU has other keys. */
  readonly version: string;
}

/**
 * `Intl.Collator` compares but gives no sort keys, so a key is found by asking it: the letters of which a name consists, one
 * by one, each the last of all letters with which the name does not come before. Takes half a second to set up.
 */
export function createNameOrder(): NameOrder {
  const letters = allLetters();
  const version = `${process.versions.icu}|`;
  const space = lettersOf(' ', letters);
  return {
    version,
    keyOf(name) {
      // Word by word, for the time grows with the square of the length; no letter reaches over a space.
      const words = name.replace(unplaced, '').split(' ');
      const found = words.flatMap((word, index) => [...(index === 0 ? [] : space), ...lettersOf(word, letters)]);
      return version + found.slice(0, maximumLetters).map(codeOf).join('');
    },
  };
}

/** One character for each weight there is, in order; those that stand for several (æ for a and e) are left out. */
function allLetters(): readonly string[] {
  const letters: string[] = [];
  for (const character of characters().toSorted(compare)) {
    const previous = letters.at(-1) ?? '';
    if (compare(previous, character) < 0 && compare(previous === '' ? '' : previous + last, character) <= 0) {
      letters.push(character);
    }
  }
  return letters;
}

function characters(): string[] {
  const hasPlace = /^[^\p{Cn}\p{Co}\p{Cs}\p{Script=Hangul}]|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]$/u;
  const all = Array.from({ length: 0x10_ffff }, (_, index) => String.fromCodePoint(index + 1));
  return all.filter((character) => hasPlace.test(character));
}

function lettersOf(word: string, letters: readonly string[]): number[] {
  const found: number[] = [];
  let read = '';
  while (found.length < maximumLetters && compare(read, word) < 0) {
    const next = lastNotAfter(word, (index) => read + joiner + letters[index], letters.length);
    if (next < 0) break;
    found.push(next);
    read += joiner + letters[next];
  }
  return found;
}

/** The highest index whose text does not come after the word; -1 when there is none. */
function lastNotAfter(word: string, textOf: (index: number) => string, length: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(textOf(middle), word) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** UTF-8 keeps the order of code points. Surrogates are none, and control characters are best left alone. */
function codeOf(index: number): string {
  const code = index + 0x20;
  return String.fromCodePoint(code < 0xd800 ? code : code + 0x800);
}
