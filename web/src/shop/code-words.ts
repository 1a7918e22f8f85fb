import type { CodeProblem } from '@arcade/contracts';
import { formatMoney } from '@arcade/money';

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const dateWords = (timestamp: string) => dateFormat.format(new Date(timestamp));

/** Why a code takes nothing off, and what a shopper could do about it. */
export function codeWords(problem: CodeProblem): string {
  switch (problem.code) {
    case 'unknown':
      return 'There is no such code. Please check how it is spelt.';
    case 'switched-off':
      return 'This code is not in use at the moment.';
    case 'not-started':
      return `This code begins on ${dateWords(problem.startsAt)}.`;
    case 'ended':
      return `This code ended on ${dateWords(problem.endedAt)}.`;
    case 'used-up':
      return 'This code has been used as often as it could be.';
    case 'used-by-you':
      return problem.times === 1
        ? 'You have used this code already.'
        : `You have used this code ${problem.times} times already.`;
    case 'too-many-codes':
      return `A cart takes at most ${problem.maximum} codes. Remove one first.`;
    case 'other-currency':
      return `This code is for prices in ${problem.currencyCode}.`;
    case 'below-minimum':
      return `This code needs things for ${formatMoney(problem.minimum)}; ${formatMoney(problem.missing)} more will do.`;
    case 'nothing-in-scope':
      return 'Nothing in your cart is part of this offer.';
    case 'more-units-needed':
      return problem.missing === 1
        ? 'One more unit is needed for this offer.'
        : `${problem.missing} more units are needed for this offer.`;
    case 'shipping-is-free':
      return 'Shipping is free already.';
    case 'takes-nothing':
      return 'This code takes nothing off at the moment.';
    case 'not-combinable':
      return `This code cannot stand beside ${problem.with.join(', ')}, which saves you more.`;
    case 'costs-more':
      return `With this code you would pay ${formatMoney(problem.by)} more.`;
  }
}
