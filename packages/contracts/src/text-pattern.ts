import type { TextRules } from './text-rules.ts';

/** What no text may hold anywhere: control and format characters but joiners, whose places a pattern cannot tell. */
const hidden = String.raw`\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF`;
const controls = String.raw`\u0000-\u001F`;
const controlsOfLines = String.raw`\u0000-\u0008\u000B\u000C\u000E-\u001F`;
/** Allowed beside something that can be seen. */
const invisible = String.raw`\u0020\u00A0\u034F\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180D\u180F\u2000-\u200A\u200C\u200D\u205F\u2800\u3000\u3164\uFE00-\uFE0F\uFFA0`;
const breaks = String.raw`\u0009\u000A\u000D`;

const escaped = (characters: readonly string[]) =>
  characters.map((character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/**
 * As much of the rules as a regular expression can say that JavaScript, Python and Go read alike; for OpenAPI. Each
 * character decides alone where it belongs, so nothing is ever tried twice.
 */
export function textPattern({ min, multiline, without }: TextRules): string {
  const refused = `${multiline ? controlsOfLines : controls}${hidden}${escaped(without)}`;
  const unseen = multiline ? `${breaks}${invisible}` : invisible;
  return min === 0 ? `^[^${refused}]*$` : `^[${unseen}]*[^${unseen}${refused}][^${refused}]*$`;
}
