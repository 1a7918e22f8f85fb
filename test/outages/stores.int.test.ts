import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, jest } from '@jest/globals';
import { allEndpoints, type Endpoint } from '@arcade/contracts';
import { readServiceMap } from '@arcade/local-platform/service-map';
import { newId } from '@arcade/service-defaults';
import { call, eventually, type CallAnswer } from '@arcade/testing';
import { exampleId, exampleOf } from '../../tools/generate/example-of.ts';
import { startCuttable, type CuttableService } from './cuttable-service.ts';

jest.setTimeout(120_000);

let service: CuttableService | undefined;
afterEach(async () => {
  await service?.stop();
});

const everybody = ['customer', 'merchant', 'admin'] as const;
const anyParams = new Proxy({}, { get: (_, name) => (name === 'provider' ? 'sandbox' : exampleId) });

/** Calls an operation as somebody who may, with what its contract gives as an example. */
const attempt = (origin: string, endpoint: Endpoint): Promise<CallAnswer<unknown>> =>
  call(origin, endpoint, {
    params: anyParams,
    query: endpoint.query === undefined ? {} : ((exampleOf(endpoint.query) ?? {}) as never),
    body: endpoint.body === undefined ? undefined : (exampleOf(endpoint.body) ?? {}),
    identity: { userId: newId<string>(), roles: everybody },
    ...(endpoint.callers?.[0] === undefined ? {} : { caller: endpoint.callers[0] }),
    idempotencyKey: newId<string>(),
    ifMatch: '"1"',
    ...(endpoint.consumes === undefined ? {} : { rawBody: 'bytes', headers: { 'content-type': endpoint.consumes[0] } }),
  });

const operationsOf = (name: string) => allEndpoints.filter((endpoint) => endpoint.service === name);
const services = readServiceMap(join(import.meta.dirname, '../..')).filter(({ name }) => operationsOf(name).length > 0);

it.each(services)('says of no operation of $name that we are at fault when $stores are killed', async (entry) => {
  const { name } = entry;
  const [dependency] = entry.stores;
  service = await startCuttable(entry);
  const { origin, cut, mend } = service;
  const faults = new Map<string, string>();
  const unavailable = new Map<string, CallAnswer<unknown>>();
  const operations = operationsOf(name);
  const round = () =>
    Promise.all(
      operations.map(async (endpoint) => {
        const answer = await attempt(origin, endpoint);
        if (answer.status === 500) faults.set(endpoint.operationId, answer.text);
        if (answer.status === 503) unavailable.set(endpoint.operationId, answer);
      }),
    );
  const underWay = [round(), sleep(50).then(round)];
  await sleep(60);
  await cut();
  await Promise.all(underWay);
  await round();
  expect(Object.fromEntries(faults)).toEqual({});
  const away = [...unavailable.values()].filter(({ problem }) => problem?.['dependency'] === dependency);
  expect(away.length).toBeGreaterThan(operations.length / 2);
  for (const { headers, problem } of away) {
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(problem).toMatchObject({ code: 'dependency-unavailable' });
    expect(JSON.stringify(problem)).not.toContain('127.0.0.1');
  }
  await mend();
  await eventually(async () => (await fetch(`${origin}/readyz`)).status === 200, { timeoutMs: 30_000 });
  await round();
  expect(Object.fromEntries(faults)).toEqual({});
});
