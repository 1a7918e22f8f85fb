import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@arcade/client';
import { problems, statusOfKind, type Problem, type ProblemCode } from '@arcade/contracts';
import { isMissing, wordsFor } from './problem-words.ts';

const secret = 'Too small: expected string to have >=1 characters';
const problem = (code: string, status: number, more: Partial<Problem> = {}) =>
  new ProblemError({ type: 'about:blank', title: 'A title for developers', status, detail: secret, code, ...more }, 30);
const everyCode = Object.keys(problems) as ProblemCode[];

describe('wordsFor', () => {
  it.each(everyCode)('tells a shopper of %s in a sentence that is not the service’s', (code) => {
    const words = wordsFor(problem(code, statusOfKind[problems[code].kind]));
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words).not.toContain(secret);
    expect(words).not.toMatch(/header|JSON|cursor|token|operation|Idempotency|request|field/i);
  });

  it.each([
    [418, 'That did not work. Reload the page and try again.'],
    [502, 'A part of the shop is not answering right now. Nothing is lost; please try again.'],
  ])('has a sentence for a code that it does not know, of status %d', (status, words) => {
    expect(wordsFor(problem('brewing', status))).toBe(words);
  });

  it('says that the shop cannot be reached when nobody has answered', () => {
    expect(wordsFor(new TypeError('fetch failed'))).toMatch(/cannot be reached/);
  });

  it('says how long to wait', () => {
    expect(wordsFor(problem('rate-limited', 429))).toBe('That was a bit much at once. Try again in 30 seconds.');
    const long = new ProblemError({ type: '', title: '', status: 429, code: 'login-throttled' }, 600);
    expect(wordsFor(long)).toBe('Too many tries. Try again in 10 minutes.');
  });

  it.each([
    [0, 'Somebody was faster: there are none left.'],
    [3, 'Only 3 left.'],
    [undefined, 'There is not enough stock.'],
  ])('says of %s units how many are left', (available, words) => {
    expect(wordsFor(problem('insufficient-stock', 409, { available }))).toBe(words);
  });

  it('says what a cart cannot be, and that an order is paid already', () => {
    expect(wordsFor(problem('cart-full', 409, { limit: 'too-many-units' }))).toMatch(/more of one thing/);
    expect(wordsFor(problem('payment-in-progress', 409, { paymentStatus: 'CAPTURED' }))).toMatch(/paid already/);
    expect(wordsFor(problem('payment-in-progress', 409, { paymentStatus: 'PROCESSING' }))).toMatch(/still deciding/);
  });

  it('says why a code cannot be used, as far as it is told', () => {
    const reason = { code: 'used-by-you', times: 1 };
    expect(wordsFor(problem('code-not-applicable', 409, { reason }))).toBe('You have used this code already.');
    expect(wordsFor(problem('code-not-applicable', 409))).toMatch(/no such code/);
  });

  it('takes a malformed link for one that is over, and a malformed address for a page that is not there', () => {
    const of = (pointer: string) =>
      problem('invalid-request', 400, { errors: [{ pointer, detail: 'Invalid UUID', code: 'invalid_format' }] });
    expect(wordsFor(of('/token'))).toMatch(/link does not work/);
    expect(wordsFor(of('/params/productId'))).toMatch(/not here/);
    expect(isMissing(of('/params/orderId'))).toBe(true);
    expect(isMissing(of('/email'))).toBe(false);
  });
});
