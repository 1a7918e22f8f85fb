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
    const { promise: allRefused, resolve: end } = Promise.withResolvers<void>();
    const refusals: unknown[] = [];
    let runs = 0;
    const work = async () => {
      runs++;
      await allRefused;
      return { status: 200, body: 'done' };
    };
    const asked = Array.from({ length: 8 }, () =>
      idempotent(request, work).catch((error: unknown) => {
        if (refusals.push(error) === 7) end();
      }),
    );
    const answers = await Promise.all(asked);
    expect(runs).toBe(1);
    expect(answers.filter((answer) => answer !== undefined)).toEqual([{ status: 200, rawJson: '"done"' }]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'idempotency-in-flight' });
  });

  it('lets only the same request try again when the work fails, because it may have taken effect', async () => {
    const request = fresh();
    const fail = async () => {
      throw new Error('no luck');
    };
    const succeed = async () => ({ status: 200, body: 1 });
    await expect(idempotent(request, fail)).rejects.toThrow('no luck');
    await expect(idempotent({ ...request, request: { a: 2 } }, succeed)).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    expect((await idempotent(request, succeed)).rawJson).toBe('1');
  });

  /** Work that ends when it is told to, and has begun. */
  const begin = async (request: ReturnType<typeof fresh>) => {
    const { promise: outcome, ...end } = Promise.withResolvers<string>();
    const { promise: working, resolve: begun } = Promise.withResolvers<void>();
    const answer = idempotent(request, async () => {
      begun();
      return { status: 200, body: await outcome };
    });
    answer.catch(() => undefined);
    await working;
    return { answer, ...end };
  };
  const never = async () => ({ status: 200, body: 'never' });

  it('lets somebody else take over a claim that has lapsed, and gives both the answer that came first', async () => {
    const request = fresh();
    const slow = await begin(request);
    await expect(idempotent(request, never)).rejects.toMatchObject({ code: 'idempotency-in-flight' });
    await lapse();
    expect((await idempotent(request, async () => ({ status: 200, body: 'second' }))).rawJson).toBe('"second"');
    slow.resolve('late');
    expect((await slow.answer).rawJson).toBe('"second"');
    expect((await idempotent(request, never)).rawJson).toBe('"second"');
  });

  it('leaves the claim to the one who took over when the other fails late', async () => {
    const request = fresh();
    const slow = await begin(request);
    await lapse();
    const second = await begin(request);
    slow.reject(new Error('at last'));
    await expect(slow.answer).rejects.toThrow('at last');
    await expect(idempotent(request, never)).rejects.toMatchObject({ code: 'idempotency-in-flight' });
    second.resolve('second');
    expect((await second.answer).rawJson).toBe('"second"');
  });
}
