import { describe, expect, it } from '@jest/globals';
import { DomainError, ProductStatus } from '@arcade/contracts';
import * as fc from 'fast-check';
import { statusAfter, productMachine, type StatusEvent } from './product-status.ts';

const events: readonly StatusEvent[] = ['submit', 'approve', 'reject', 'end'];
const anyStatus = fc.constantFrom(...ProductStatus.options);
const anyEvent = fc.constantFrom(...events);
const reached = { submit: 'pending', approve: 'approved', reject: 'rejected', end: 'ended' } as const;

describe('the status of a product', () => {
  it('follows the table, repeats without harm, and refuses everything else with what is allowed', () => {
    fc.assert(
      fc.property(anyStatus, anyEvent, (status, event) => {
        const next = productMachine[status][event];
        if (next !== undefined) expect(statusAfter(status, event)).toBe(next);
        else if (reached[event] === status) expect(statusAfter(status, event)).toBe(status);
        else {
          const refuse = () => statusAfter(status, event);
          expect(refuse).toThrow(DomainError);
          expect(refuse).toThrow(expect.objectContaining({ code: 'illegal-transition' }));
        }
      }),
    );
  });

  it('reaches the catalogue only by an approval of what was submitted', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('draft' as const, 'pending' as const),
        fc.array(anyEvent, { maxLength: 12 }),
        (from, story) => {
          let status: ProductStatus = from;
          for (const event of story) {
            const before = status;
            try {
              status = statusAfter(status, event);
            } catch {
              continue;
            }
            if (status === 'approved' && before !== 'approved') expect([before, event]).toEqual(['pending', 'approve']);
            if (before === 'ended') expect(status).toBe('ended');
          }
        },
      ),
    );
  });

  it('can end from everywhere', () => {
    for (const status of ProductStatus.options) expect(statusAfter(status, 'end')).toBe('ended');
  });
});
