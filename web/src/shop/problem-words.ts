import { ProblemError } from '@arcade/client';
import type { CodeProblem, ProblemCode } from '@arcade/contracts';
import { codeWords } from './code-words.ts';

const tryAgain = 'Something went wrong on our side. Nothing is lost; please try again.';
const busy = 'A part of the shop is not answering right now. Nothing is lost; please try again.';
const reload = 'This page is out of date. Reload it and try again.';

/** Every problem in words for a shopper. What services say in detail is for developers, and never shown. */
export const problemWords: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': 'Something here is not filled in as it should be. Please check it.',
  'unknown-field': reload,
  'malformed-json': reload,
  'idempotency-key-required': reload,
  'invalid-cursor': 'This list has changed meanwhile. Reload the page to see it as it is now.',
  'invalid-token': 'This link does not work, or not any more.',
  'invalid-signature': tryAgain,
  'invalid-image': 'This file is not a photo we can use. Choose a JPEG, PNG or WebP.',
  'body-too-large': 'This is too large to be sent.',
  'request-timeout': 'Your connection is too slow at the moment. Please try again.',
  'uri-too-long': reload,
  'headers-too-large': reload,
  'range-not-satisfiable': reload,
  'unsupported-media-type': 'We cannot use this kind of file.',
  unauthenticated: 'Please sign in first.',
  'invalid-credentials': 'Email or password is wrong.',
  forbidden: 'Your account may not do this.',
  'purchase-required': 'You can review this once you have bought it.',
  'csrf-rejected': reload,
  'account-disabled': 'This account is closed. Write to us if you think it should not be.',
  'not-found': 'This is not here, or not any more.',
  'method-not-allowed': reload,
  'already-exists': 'This exists already.',
  'illegal-transition': 'This is not possible any more: something has changed meanwhile. Reload the page to see it.',
  'address-book-full': 'Your address book is full. Remove an address you no longer need.',
  'event-not-processed': tryAgain,
  'idempotency-in-flight': 'We are still working on it. Wait a moment before you try again.',
  'idempotency-mismatch': reload,
  'insufficient-stock': 'There is not enough stock.',
  'price-changed': 'The total has changed. Look at it again before you pay.',
  'cart-changed': 'Your cart has changed meanwhile. Look at it again.',
  'cart-locked': 'Your cart waits for its order to be paid or cancelled.',
  'cart-empty': 'Your cart is empty.',
  'cart-full': 'Your cart cannot become as large as that.',
  'product-not-available': 'One of these things is no longer for sale.',
  'code-not-applicable': 'This code cannot be used for your cart.',
  'order-not-payable': 'This order cannot be paid any more.',
  'payment-in-progress':
    'Your bank is still deciding about the last payment. Wait for its answer before you pay again.',
  'refund-exceeds-captured': 'More cannot be paid back than was paid.',
  'refund-exceeds-line': 'Less than that is left to pay back of this product.',
  'currency-mismatch': 'These prices are in different currencies and cannot be paid together.',
  'stock-below-reserved': 'Some of these units are promised to shoppers already.',
  'etag-mismatch': 'This was changed somewhere else meanwhile. Reload the page and try again.',
  'if-match-required': reload,
  'rate-limited': 'That was a bit much at once.',
  'login-throttled': 'Too many tries.',
  'dependency-unavailable': busy,
  overloaded: 'The shop is very busy right now. Please try again in a moment.',
  'internal-error': tryAgain,
};

const isKnown = (code: string): code is ProblemCode => Object.hasOwn(problemWords, code);

/** What went wrong, in words for a shopper. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'The shop cannot be reached. Check your connection and try again.';
  const { code, status, retryAfter } = error;
  if (code === 'insufficient-stock') return stockWords(error);
  const limit = limits[String(error.problem['limit'])];
  if (limit !== undefined) return limit;
  if (code === 'payment-in-progress' && isPaid(error)) return 'This order is paid already. Reload the page to see it.';
  if (code === 'code-not-applicable')
    return codeWords((error.problem['reason'] as CodeProblem | undefined) ?? { code: 'unknown' });
  if (isLinkOver(error)) return problemWords['invalid-token'];
  if (isMissing(error)) return problemWords['not-found'];
  if (!isKnown(code)) return status >= 500 ? busy : 'That did not work. Reload the page and try again.';
  if (status === 429) return `${problemWords[code]} Try again in ${secondsWords(retryAfter)}.`;
  return problemWords[code];
}

/** What a cart or an order cannot be. */
const limits: Readonly<Record<string, string>> = {
  'too-many-products': 'Your cart is full: it takes no more different things.',
  'too-many-units': 'That is more of one thing than an order can have.',
  'too-dear': 'That is more money than one order can be.',
};

const isPaid = ({ problem }: ProblemError) =>
  problem['paymentStatus'] === 'AUTHORIZED' || problem['paymentStatus'] === 'CAPTURED';

function stockWords({ problem }: ProblemError): string {
  const available = problem['available'];
  if (available === 0) return 'Somebody was faster: there are none left.';
  return typeof available === 'number' ? `Only ${available} left.` : problemWords['insufficient-stock'];
}

function secondsWords(seconds: number | undefined): string {
  if (seconds === undefined) return 'a moment';
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}

/** What is wrong with a password that somebody signed in had to give once more. */
export const wrongPassword = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.code === 'invalid-credentials' ? 'This is not your password.' : undefined;

/** The token of a mailed link is over, or was cut on its way here. */
export const isLinkOver = (error: unknown): boolean =>
  error instanceof ProblemError && (error.code === 'invalid-token' || complainsOf(error, /^\/token$/));

/** What the address of a page names is not there, or cannot be the name of anything. */
export const isMissing = (error: unknown): boolean =>
  error instanceof ProblemError && (error.code === 'not-found' || complainsOf(error, /^\/params\//));

const complainsOf = ({ problem }: ProblemError, pattern: RegExp): boolean =>
  problem.code === 'invalid-request' && problem.errors?.some(({ pointer }) => pattern.test(pointer)) === true;
