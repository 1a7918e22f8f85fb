import { beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints } from '@arcade/contracts';
import { theArcade } from '../e2e/the-arcade.ts';
import { askEverybody, type Reports } from './ask-everybody.ts';
import { callers, type Caller } from './callers.ts';
import { summaryOf, wordsOf } from './summary.ts';

/** `CONFORMANCE_OPERATION=placeOrder npm run test:e2e -- test/conformance` asks one operation only. */
const wanted = process.env['CONFORMANCE_OPERATION'];
const operations = allEndpoints
  .filter(({ access, operationId }) => access !== 'service' && (wanted === undefined || operationId === wanted))
  .map(({ method, path }) => `${method} ${path}`);

/** So many operations of them succeed at least, or the run meets too little of what is there. */
const leastSuccesses: Readonly<Record<Caller, number>> = { anonymous: 12, customer: 32, merchant: 36, admin: 50 };

describe('the API answers what its document says, and nothing else', () => {
  const { info, expectConsistent } = theArcade();
  let reports: ReadonlyMap<Caller, Reports>;

  beforeAll(async () => {
    reports = await askEverybody(info, wanted === undefined ? undefined : operations);
    for (const [caller, report] of reports) process.stdout.write(wordsOf(caller, summaryOf(report)));
  }, 900_000);

  describe.each(callers)('asked by %s', (caller) => {
    it.each(operations)('%s', (operation) => {
      const report = reports.get(caller)?.get(operation);
      expect(report?.requests).toBeGreaterThan(0);
      expect([...(report?.findings ?? [])].map(([kind, example]) => `${kind}\n${example}`).join('\n\n')).toBe('');
    });

    if (wanted !== undefined) return;
    it('meets what is there, and is seldom told to wait', () => {
      const { succeeded, requests, statuses } = summaryOf(reports.get(caller) ?? new Map());
      expect(succeeded).toBeGreaterThanOrEqual(leastSuccesses[caller]);
      expect(new Map(statuses).get(429) ?? 0).toBeLessThan(requests / 20);
    });
  });

  it('is consistent after all that it was asked', () => expectConsistent());
});
