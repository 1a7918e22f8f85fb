import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askedAgain, readReport } from './read-report.ts';
import { summaryOf } from './summary.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (value: unknown) => ({ $base64: Buffer.from(JSON.stringify(value)).toString('base64') });
const interaction = (method: string, status_code: number, body: unknown) => ({
  request: { method, uri: 'http://shop/orders', headers: { 'If-Match': ['*'] }, body: bytes({ quantity: 1 }) },
  response: { status_code, content: bytes(body) },
});
const refused = (name: string) => [
  { name: 'not_a_server_error' },
  { name, failure_info: { failure: { title: 'Refused', message: 'It should have been accepted' } } },
];
const problem = { type: 'x', title: 'No', status: 400, code: 'invalid-request' };

async function read(...events: unknown[]) {
  const path = join(folder, 'report.ndjson');
  await writeFile(path, events.map((event) => JSON.stringify(event)).join('\n'));
  return await readReport(path);
}
const scenario = (checks: unknown, interactions: unknown) => ({
  ScenarioFinished: { recorder: { label: 'POST /orders', checks, interactions } },
});

it('counts answers, and as a success only those of the operation itself', async () => {
  const first = { a: interaction('POST', 201, {}), b: interaction('OPTIONS', 204, null) };
  const report = await read(
    { Initialize: {} },
    scenario({ a: [{ name: 'not_a_server_error' }] }, first),
    scenario({}, { c: interaction('POST', 409, problem) }),
  );
  expect(report.get('POST /orders')).toMatchObject({ requests: 1, checks: 1, successes: 1, excused: 0 });
  expect(summaryOf(report)).toMatchObject({
    operations: 1,
    succeeded: 1,
    findings: 0,
    statuses: [
      [201, 1],
      [204, 1],
      [409, 1],
    ],
  });
});

it('keeps a finding once, with what was asked and answered', async () => {
  const checks = { a: refused('status_code_conformance'), b: refused('status_code_conformance') };
  const interactions = { a: interaction('POST', 418, problem), b: interaction('POST', 418, problem) };
  const { findings } = (await read(scenario(checks, interactions))).get('POST /orders') ?? {};
  expect([...(findings ?? [])]).toEqual([
    [
      'status_code_conformance: Refused',
      `It should have been accepted\nPOST http://shop/orders\nIf-Match: *\n{"quantity":1}\n→ 418 ${JSON.stringify(problem)}`,
    ],
  ]);
});

it('excuses a refusal by a rule beyond schemas, and no other finding about it', async () => {
  const answer = { ...problem, errors: [{ pointer: '/address/city', detail: 'Give a city', code: 'custom' }] };
  const checks = { a: refused('positive_data_acceptance'), b: refused('response_schema_conformance') };
  const report = await read(
    scenario(checks, { a: interaction('POST', 400, answer), b: interaction('POST', 400, answer) }),
  );
  expect(report.get('POST /orders')).toMatchObject({ excused: 1 });
  expect([...(report.get('POST /orders')?.findings.keys() ?? [])]).toEqual(['response_schema_conformance: Refused']);
});

it('finds operations that could not be asked, and fails where nothing could', async () => {
  const report = await read({ NonFatalError: { label: 'GET /cart', value: { type: 'E', message: 'no' } } });
  expect(report.get('GET /cart')?.findings.get('It could not be asked')).toBe('no');
  await expect(read({ FatalError: { exception: 'x' } })).rejects.toThrow('Schemathesis failed');
});

const required = (report: Awaited<ReturnType<typeof read>>) => {
  const found = report.get('POST /orders');
  if (found === undefined) throw new Error('It was not asked');
  return found;
};

it('forgets of an operation that was asked again that it was busy, and nothing else', async () => {
  const checks = { a: refused('not_a_server_error'), b: refused('status_code_conformance') };
  const ask = async (a: number, b: number) => {
    const report = await read(
      scenario(checks, { a: interaction('POST', a, problem), b: interaction('POST', b, problem) }),
    );
    return required(report);
  };
  const found = ({ findings }: { findings: ReadonlyMap<string, string> }) => [...findings.keys()];
  const [busy, quiet] = [await ask(503, 418), required(await read(scenario({}, {})))];
  expect(found(askedAgain(busy, quiet))).toEqual(['status_code_conformance: Refused']);
  expect(found(askedAgain(quiet, busy))).toHaveLength(2);
  expect(found(askedAgain(await ask(500, 418), quiet))).toHaveLength(2);
});
