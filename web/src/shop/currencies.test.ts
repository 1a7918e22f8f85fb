import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@arcade/client';
import { currenciesToChoose, currencyName, currencyOf } from './currencies.ts';

const problem = (code: string, currencies?: unknown) =>
  new ProblemError({ type: 'about:blank', title: 'x', status: 400, code, currencies });

describe('currencies to choose from', () => {
  it('are those of a list that stands in no order', () => {
    expect(currenciesToChoose(problem('invalid-request', ['EUR', 'USD']))).toEqual(['EUR', 'USD']);
  });

  it.each([
    ['another problem', problem('internal-error', ['EUR', 'USD'])],
    ['a problem without any', problem('invalid-request')],
    ['an empty list', problem('invalid-request', [])],
    ['what is no currency', problem('invalid-request', [1, '<b>'])],
    ['no answer at all', new TypeError('fetch failed')],
  ])('are none for %s', (_, error) => {
    expect(currenciesToChoose(error)).toBeUndefined();
  });

  it('have names', () => {
    expect(currencyName('EUR', 'en')).toBe('Euro (EUR)');
    expect(currencyName('QQQ', 'en')).toBe('QQQ');
  });

  it('are read from an address only when they look like one', () => {
    expect(['EUR', 'eur', 'EURO', '', undefined].map(currencyOf)).toEqual([
      'EUR',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
