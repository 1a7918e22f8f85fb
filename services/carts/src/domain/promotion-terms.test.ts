import { expect, it } from '@jest/globals';
import { aPromotion } from './cart-samples.fixture.ts';
import type { Promotion } from './promotion.ts';
import { contradictionsIn, requireSound } from './promotion-terms.ts';

const [spring, summer] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')];
const money = (amount: number, currencyCode = 'USD') => ({ amount, currencyCode });
const fixed = (amount: number) => ({ type: 'fixed' as const, amount: money(amount) });

it.each<[string, Partial<Promotion>, readonly string[]]>([
  ['end before they start', { startsAt: summer, endsAt: spring }, ['/endsAt']],
  ['end when they start', { startsAt: spring, endsAt: spring }, ['/endsAt']],
  ['give a user more than everybody', { usageLimit: 2, usageLimitPerUser: 3 }, ['/usageLimitPerUser']],
  ['take nothing off', { rule: fixed(0) }, ['/rule/amount/amount']],
  ['compare two currencies', { rule: fixed(5), minimumSubtotal: money(10, 'EUR') }, ['/minimumSubtotal/currencyCode']],
  [
    'are wrong twice',
    { startsAt: summer, endsAt: spring, usageLimit: 1, usageLimitPerUser: 2 },
    ['/endsAt', '/usageLimitPerUser'],
  ],
])('terms that %s are pointed at', (_case, terms, pointers) => {
  const promotion = aPromotion(terms);
  expect(contradictionsIn(promotion).map(({ pointer }) => pointer)).toEqual(pointers);
  expect(() => requireSound(promotion)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

it.each<[string, Partial<Promotion>]>([
  ['no bounds', {}],
  ['an order in time', { startsAt: spring, endsAt: summer }],
  ['one end', { endsAt: spring }],
  ['one start', { startsAt: spring }],
  ['limits that agree', { usageLimit: 2, usageLimitPerUser: 2 }],
  ['a limit for each user only', { usageLimitPerUser: 9 }],
  ['one currency', { rule: fixed(5), minimumSubtotal: money(10) }],
  ['a minimum in any currency for a percentage', { minimumSubtotal: money(10, 'EUR') }],
])('terms with %s are fine', (_case, terms) => {
  expect(contradictionsIn(aPromotion(terms))).toEqual([]);
  expect(() => requireSound(aPromotion(terms))).not.toThrow();
});
