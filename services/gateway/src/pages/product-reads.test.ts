import { beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@arcade/contracts';
import { newId, type Dapr } from '@arcade/service-defaults';
import { createProductReads, type ProductReads } from './product-reads.ts';

let now = 0;
let asked: unknown[];
let answer: (input: { query?: { cursor?: string } }) => unknown;
let reads: ProductReads;
beforeEach(() => {
  now = 0;
  asked = [];
  answer = () => ({ name: 'Chair' });
  const dapr = {
    invoke: async (_operation: unknown, input: never) => {
      asked.push(input);
      return answer(input);
    },
  } as unknown as Dapr;
  reads = createProductReads(dapr, () => now);
});
const productId = newId<never>();

describe('reads of the catalogue', () => {
  it('ask once for everybody who asks at the same time, and again when the answer is old', async () => {
    await Promise.all([reads.product(productId), reads.product(productId)]);
    expect(asked).toHaveLength(1);
    now = 9_999;
    await reads.product(productId);
    expect(asked).toHaveLength(1);
    now = 10_001;
    await reads.product(productId);
    expect(asked).toHaveLength(2);
  });

  it('ask again once something about the product has changed', async () => {
    await reads.product(productId);
    reads.forget(productId);
    await reads.product(productId);
    expect(asked).toHaveLength(2);
  });

  it('remember that there is no such product, and not that nobody answered', async () => {
    answer = () => {
      throw new DomainError('not-found');
    };
    expect(await reads.product(productId)).toBeNull();
    expect(await reads.product(productId)).toBeNull();
    expect(asked).toHaveLength(1);
    answer = () => {
      throw new DomainError('dependency-unavailable');
    };
    const other = newId<never>();
    expect(await reads.product(other)).toBeUndefined();
    expect(await reads.product(other)).toBeUndefined();
    expect(asked).toHaveLength(3);
  });

  it('let a flood of made-up addresses go without an answer', async () => {
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => (release = resolve));
    answer = () => held.then(() => ({}));
    const many = Array.from({ length: 40 }, () => reads.product(newId<never>()));
    await expect(many.at(-1)).resolves.toBeUndefined();
    release();
    await Promise.all(many);
    expect(asked).toHaveLength(32);
  });

  it('follow the list of products to its end', async () => {
    answer = ({ query }) =>
      query?.cursor === undefined
        ? { items: [{ productId: 'a' }], nextCursor: 'next' }
        : { items: [{ productId: query.cursor }] };
    expect(await reads.allIds()).toEqual(['a', 'next']);
  });
});
