import type { CodeProblem, Money } from '@arcade/contracts';
import { formatMoney as format } from '@arcade/money';

/** Why a code takes nothing off, for people. */
export function codeWords(problem: CodeProblem): string {
  switch (problem.code) {
    case 'unknown':
      return 'There is no such code';
    case 'switched-off':
      return 'This code is not active';
    case 'not-started':
      return `This code is valid from ${timeWords(problem.startsAt)}`;
    case 'ended':
      return `This code ended on ${timeWords(problem.endedAt)}`;
    case 'used-up':
      return 'This code has been used up';
    case 'used-by-you':
      return problem.times === 1 ? 'You have used this code already' : `You have used this code ${problem.times} times`;
    case 'too-many-codes':
      return `A cart takes at most ${problem.maximum} codes`;
    case 'other-currency':
      return `This code is for carts in ${problem.currencyCode}`;
    case 'below-minimum':
      return `Spend ${formatMoney(problem.missing)} more: this code needs a cart of ${formatMoney(problem.minimum)}`;
    case 'nothing-in-scope':
      return 'Nothing in the cart is part of this offer';
    case 'more-units-needed':
      return problem.missing === 1
        ? 'Add one more unit of this offer'
        : `Add ${problem.missing} more units of this offer`;
    case 'shipping-is-free':
      return 'Shipping is free already';
    case 'takes-nothing':
      return 'This code takes nothing off at the moment';
    case 'not-combinable':
      return `This code cannot be combined with ${problem.with.join(', ')}`;
    case 'costs-more':
      return `With this code you would pay ${formatMoney(problem.by)} more`;
  }
}

const timeWords = (time: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time)) +
  ' UTC';

const formatMoney = (money: Money): string => format(money, 'en-US');
