import type { Problem } from '@arcade/contracts';

/** What we have issued, and only we can tell from what looks like it; and files that have to be opened. */
const issued: ReadonlySet<string> = new Set(['invalid-token', 'invalid-signature', 'invalid-cursor', 'invalid-image']);
/** What zod says where a JSON schema says the same. */
const shapes: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'invalid_format',
  'invalid_union',
  'invalid_key',
  'invalid_element',
  'not_multiple_of',
  'too_big',
  'too_small',
  'unrecognized_keys',
]);

/**
 * Whether a request was refused by a rule that no schema can say, so that its refusal is no fault: an address by its
 * country, one field by another, a password because everybody has it.
 */
export const isBeyondSchema = ({ code, errors = [] }: Problem): boolean =>
  issued.has(code) || (errors.length > 0 && errors.every((error) => !shapes.has(error.code)));

/**
 * Whether something was taken though it is too long only by the space around it, which we take away before we count.
 * @param message what Schemathesis says about the request
 */
export function isLongBySpace(message: string, body: string): boolean {
  if (!message.includes('larger than maxLength')) return false;
  const texts: unknown[] = [];
  JSON.parse(body, (key, value: unknown) => void texts.push(key, value));
  return texts.some((text) => typeof text === 'string' && text !== text.trim());
}
