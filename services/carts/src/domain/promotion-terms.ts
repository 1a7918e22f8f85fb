import { DomainError } from '@arcade/contracts';
import type { Promotion } from './promotion.ts';

type Terms = Pick<Promotion, 'rule' | 'minimumSubtotal' | 'startsAt' | 'endsAt' | 'usageLimit' | 'usageLimitPerUser'>;

interface Contradiction {
  readonly pointer: string;
  readonly detail: string;
}

/** What is wrong with terms that are each fine by themselves: such a code could never do what it says. */
export function contradictionsIn(terms: Terms): readonly Contradiction[] {
  const { rule, minimumSubtotal, startsAt, endsAt, usageLimit, usageLimitPerUser } = terms;
  const found: Contradiction[] = [];
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    found.push({ pointer: '/endsAt', detail: 'It ends before it starts' });
  }
  if (usageLimit !== null && usageLimitPerUser !== null && usageLimitPerUser > usageLimit) {
    found.push({ pointer: '/usageLimitPerUser', detail: 'One user may use it more often than all together' });
  }
  if (rule.type !== 'fixed') return found;
  if (rule.amount.amount === 0) found.push({ pointer: '/rule/amount/amount', detail: 'It takes nothing off' });
  if (minimumSubtotal !== null && minimumSubtotal.currencyCode !== rule.amount.currencyCode) {
    found.push({ pointer: '/minimumSubtotal/currencyCode', detail: 'It is not the currency of the amount' });
  }
  return found;
}

/** @throws DomainError invalid-request that points at what contradicts the rest */
export function requireSound(terms: Terms): void {
  const errors = contradictionsIn(terms).map((contradiction) => ({ ...contradiction, code: 'contradiction' }));
  const [first] = errors;
  if (first !== undefined) throw new DomainError('invalid-request', first.detail, { errors });
}
