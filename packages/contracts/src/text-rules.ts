/** What a text may hold. Lengths are counted as people do: in grapheme clusters. */
export interface TextRules {
  readonly min: number;
  readonly max: number;
  /** UTF-16 code units at most, so that it fits where it is stored. */
  readonly units: number;
  /** Line breaks and tabs are allowed. */
  readonly multiline: boolean;
  /** Further characters that it may not have. */
  readonly without: readonly string[];
}

export type TextFault =
  'too-short' | 'too-long' | 'broken' | 'several-lines' | 'control' | 'stacked' | 'blank' | 'excluded';

/** Where U+200C and U+200D join or part letters. */
const joiningScripts = (
  'Arabic Syriac Mongolian Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala ' +
  'Khmer Myanmar Tibetan Javanese Balinese'
)
  .split(' ')
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('');

/** Format characters where they have a meaning: in emoji sequences, in scripts that need joiners, before Arabic numbers. */
const meaningful = new RegExp(
  [
    String.raw`(?<=\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)\u200D(?=\p{Extended_Pictographic})`,
    String.raw`(?<=[${joiningScripts}])[\u200C\u200D]`,
    String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{2,6}\u{E007F}`,
    String.raw`[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2]`,
  ].join('|'),
  'gu',
);
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;
/** Marks that outgrow any letter of any language (UAX #15, stream-safe text). */
const stacked = /\p{M}{31}/u;
const visible = /[^\s\p{Default_Ignorable_Code_Point}\p{C}\u2800]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In composed form (NFC), without space around it, lines ended by `\n`; or what is wrong with it. Linear in its length. */
export function cleanText(raw: string, rules: TextRules): { readonly text: string } | { readonly fault: TextFault } {
  if (raw.length > 2 * rules.units) return { fault: 'too-long' };
  if (!raw.isWellFormed()) return { fault: 'broken' };
  if (stacked.test(raw)) return { fault: 'stacked' };
  const lines = rules.multiline ? raw.replace(/\r\n?|[\u2028\u2029]/g, '\n') : raw;
  const text = lines.normalize('NFC').trim();
  const fault = faultOf(text, rules);
  return fault === undefined ? { text } : { fault };
}

function faultOf(text: string, { min, max, units, multiline, without }: TextRules): TextFault | undefined {
  if (!multiline && /[\r\n\u0085\u2028\u2029]/.test(text)) return 'several-lines';
  if (hidden.test((multiline ? text.replace(/[\n\t]/g, ' ') : text).replace(meaningful, ''))) return 'control';
  if (text !== '' && !visible.test(text)) return 'blank';
  if (without.some((character) => text.includes(character))) return 'excluded';
  if (text.length < min) return 'too-short';
  if (text.length > units) return 'too-long';
  if (text.length <= max && min <= 1) return undefined;
  const length = countUpTo(text, max + 1);
  return length > max ? 'too-long' : length < min ? 'too-short' : undefined;
}

function countUpTo(text: string, limit: number): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) if (++count === limit) break;
  return count;
}
