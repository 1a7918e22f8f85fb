import { describe, expect, it } from '@jest/globals';
import { ordersApi, productsApi, usersApi } from '@arcade/contracts';
import type { EndpointSpec } from '@arcade/contracts';
import { issueWords, validityWords, type InputKind } from './field-words.ts';

const kinds: readonly InputKind[] = [
  { type: 'text', required: true, minLength: -1, maxLength: 200 },
  { type: 'text', required: false, minLength: -1, maxLength: -1 },
  { type: 'email', required: true, minLength: -1, maxLength: 254 },
  { type: 'password', required: true, minLength: 10, maxLength: 200 },
];
const text = kinds[0] as InputKind;
const email = kinds[2] as InputKind;
const password = kinds[3] as InputKind;
const forms: readonly EndpointSpec[] = [
  usersApi.registerUser,
  usersApi.login,
  usersApi.changeProfile,
  usersApi.changePassword,
  usersApi.changeEmail,
  usersApi.resetPassword,
  ordersApi.placeOrder,
  productsApi.reviewProduct,
];
const oddities = [undefined, null, '', ' ', 'x', -1, 1.5, {}, [], 'x'.repeat(6000), 'a@', '\u0000'];

describe('the words of a field', () => {
  it('are a person’s for everything that a service may not accept in a form', () => {
    for (const { body } of forms) {
      const members = Object.keys((body as unknown as { shape: object }).shape);
      for (const oddity of oddities) {
        const parsed = body?.safeParse(Object.fromEntries(members.map((member) => [member, oddity])));
        for (const { code, message } of parsed?.error?.issues ?? []) {
          for (const kind of kinds) {
            const words = issueWords(code, kind);
            expect(words).toMatch(/^[A-Z][^:]*(: it does not look right)?\..*$/);
            expect(words).not.toContain(message);
          }
        }
      }
    }
  });

  it.each([
    ['too_small', text, 'Please fill this in.'],
    ['too_small', password, 'Use at least 10 characters.'],
    ['too_big', text, 'This is too long; use at most 200 characters.'],
    ['invalid_format', email, 'This is not an email address. One looks like name@example.com.'],
    [
      'weak-password',
      password,
      'This is easy to guess. Make it longer: some words that have nothing to do with each other.',
    ],
    ['of a later version', text, 'Please check this: it does not look right.'],
  ])('tell what %s means', (code, kind, words) => {
    expect(issueWords(code, kind)).toBe(words);
  });

  it.each([
    [{ valueMissing: true }, text, 'Please fill this in.'],
    [{ tooShort: true }, password, 'Use at least 10 characters.'],
    [{ typeMismatch: true }, email, 'This is not an email address. One looks like name@example.com.'],
    [{ patternMismatch: true }, text, 'Please check this: it does not look right.'],
    [{ valid: true }, text, undefined],
  ])('tell what the browser found: %j', (validity, kind, words) => {
    expect(validityWords(validity as never, kind)).toBe(words);
  });
});
