import { beforeAll, expect, it } from '@jest/globals';
import type { Idempotent } from './idempotent.ts';

/** What every store of idempotency keys has to do. `lapse` makes all claims look abandoned. */
export function idempotentContract(create: () => Promise<{ idempotent: Idempotent; lapse: () => Promise<unknown> }>) {
  let idempotent: Idempotent;
  let lapse: () => Promise<unknown>;
  let number = 0;
  beforeAll(async () => {
    ({ idempotent, lapse } = await create());
  });
  const fresh = () => ({ userId: 'ada', key: `key-${++number}`, request: { a: 1, b: ['x'] } });

  it('runs the work once and replays its bytes', async () => {
    const request = fresh();
    let runs = 0;
    const work = async () => ({ status: 201, body: { run: ++runs, text: 'ü "quoted"' } });
    const first = await idempotent(request, work);
    const second = await idempotent({ ...request, request: { b: ['x'], a: 1 } }, work);
    expect(first).toEqual({ status: 201, rawJson: '{"run":1,"text":"ü \\"quoted\\""}' });
    expect(second).toEqual({ ...first, headers: { 'idempotency-replayed': 'true' } });
    expect(runs).toBe(1);
  });

  it('refuses the key for another request', async () => {
    const request = fresh();
    const work = async () => ({ status: 200, body: {} });
    await idempotent(request, work);
    await expect(idempotent({ ...request, request: { a: 2 } }, work)).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  it('gives the work a seed that stays the same for one request, and is another for any other', async () => {
    const request = fresh();
    const seeds: string[] = [];
    const fail = async (seed: string) => {
      seeds.push(seed);
      throw new Error('a crash');
    };
    const others = [{ ...request, key: `${request.key}-2` }, { ...request, userId: 'bob' }, fresh()];
    for (const one of [request, request, ...others]) await expect(idempotent(one, fail)).rejects.toThrow('a crash');
    expect(seeds[1]).toBe(seeds[0]);
    expect(new Set(seeds).size).toBe(4);
  });

  it('keeps the keys of different users apart', async () => {
    const request = fresh();
    await idempotent(request, async () => ({ status: 200, body: 'ada' }));
    const other = await idempotent({ ...request, userId: 'bob' }, async () => ({ status: 200, body: 'bob' }));
    expect(other.rawJson).toBe('"bob"');
  });

  it('lets one of many at once work, and tells the others so', async () => {
    const request = fresh();
    let runs = 0;
    const work = async () => {
      runs++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { status: 200, body: 'done' };
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => idempotent(request, work)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(runs).toBe(1);
    expect(failures).toHaveLength(7);
    for (const failure of failures) expect(failure).toMatchObject({ code: 'idempotency-in-flight' });
  });

  it('leaves the key free when the work fails', async () => {
    const request = fresh();
    const fail = async () => {
      throw new Error('no luck');
    };
    await expect(idempotent(request, fail)).rejects.toThrow('no luck');
    expect((await idempotent(request, async () => ({ status: 200, body: 1 }))).rawJson).toBe('1');
  });

  it('lets somebody else take over the claim of a process that died', async () => {
    const request = fresh();
    const { promise: death, resolve: die } = Promise.withResolvers<void>();
    const { promise: working, resolve: begun } = Promise.withResolvers<void>();
    const hanging = idempotent(request, async () => {
      begun();
      await death;
      return { status: 200, body: 'late' };
    });
    await working;
    await expect(idempotent(request, async () => ({ status: 200, body: 'early' }))).rejects.toMatchObject({
      code: 'idempotency-in-flight',
    });
    await lapse();
    expect((await idempotent(request, async () => ({ status: 200, body: 'second' }))).rawJson).toBe('"second"');
    die();
    await hanging;
  });
}
