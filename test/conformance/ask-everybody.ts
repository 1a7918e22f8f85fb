import { allEndpoints, answersPages } from '@arcade/contracts';
import { inParallel } from '../../tools/sample-data/patient-client.ts';
import type { ArcadeInfo } from '../e2e/arcade-info.ts';
import { createShop, password, type Person } from '../e2e/shop.ts';
import { askedDocument, type OpenApi } from './asked-document.ts';
import { callers, createActors, type Caller } from './callers.ts';
import { askedAgain, type OperationReport } from './read-report.ts';
import { createRealObjects, type RealObjects } from './real-objects.ts';
import { runSchemathesis, type Run } from './run-schemathesis.ts';

/** By operation, e.g. `GET /orders`. */
export type Reports = ReadonlyMap<string, OperationReport>;

const offered = allEndpoints.filter(({ access }) => access !== 'service');
const accessOf = { anonymous: 'public', customer: 'customer', merchant: 'merchant', admin: 'admin' } as const;
/** Each mostly waits for the shop, which has the other half of a small machine. */
const runsAtATime = 2;

/**
 * Asks every operation that the running gateway's document has, as somebody of each kind.
 * @param only asks these operations alone, e.g. `GET /orders`
 */
export async function askEverybody(
  info: ArcadeInfo,
  only?: readonly string[],
  as: readonly Caller[] = callers,
): Promise<ReadonlyMap<Caller, Reports>> {
  const runs: [Caller, Run][] = [];
  for (const caller of as) runs.push([caller, await prepareRun(info, caller)]);
  const reports = new Map<Caller, Reports>();
  await inParallel(runs, runsAtATime, async ([caller, run]) => {
    reports.set(caller, await askAgainWhereBusy({ ...run, ...(only === undefined ? {} : { only }) }));
  });
  return reports;
}

/** A 503 that does not come again with the same requests was the machine's, which had too much to do, not theirs. */
async function askAgainWhereBusy(run: Run): Promise<Reports> {
  const reports = await runSchemathesis(run);
  const busy = [...reports].filter(([, { statuses }]) => statuses.has(503)).map(([operation]) => operation);
  if (busy.length === 0) return reports;
  const again = await runSchemathesis({ ...run, only: busy });
  return new Map(
    [...reports].map(([operation, first]) => {
      const second = again.get(operation);
      return [operation, second === undefined ? first : askedAgain(first, second)];
    }),
  );
}

async function prepareRun({ url, admin, schemathesis }: ArcadeInfo, caller: Caller): Promise<Run> {
  const shop = createShop(url, admin);
  const actors = await createActors(shop, caller);
  const objects = await createRealObjects(shop, actors);
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  return {
    python: schemathesis,
    url,
    document: askedDocument(document, { ...objects, cursors: await readCursors(actors.caller, objects) }),
    values: objects.values,
    ...(caller === 'anonymous' ? {} : { credentials: { email: actors.caller.email, password } }),
    // Where somebody is turned away at the door, it matters little with what.
    thorough: offered.filter(({ access }) => access === accessOf[caller]).map(({ operationId }) => operationId),
    exemplary: Object.keys(objects.bodies),
  };
}

/** For each list that has another page, where that begins: nobody else could tell. */
async function readCursors({ client }: Person, { values }: RealObjects): Promise<Readonly<Record<string, string>>> {
  const params = Object.fromEntries(Object.entries(values).map(([name, [first]]) => [name, first]));
  const cursors = await Promise.all(
    offered.filter(answersPages).map(async (list) => {
      const page = await client.call(list, { params, query: { limit: 1 } }).then(
        ({ body }) => body as { nextCursor?: string },
        () => undefined,
      );
      return page?.nextCursor === undefined ? [] : [[list.operationId, page.nextCursor] as const];
    }),
  );
  return Object.fromEntries(cursors.flat());
}
