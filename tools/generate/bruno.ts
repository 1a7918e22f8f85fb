import { allEndpoints, isConditionalRead, type Endpoint } from '@arcade/contracts';
import { envJsonToBruV2, jsonToBruV2, jsonToCollectionBru, type BruField, type BruRequest } from '@usebruno/lang';
import * as z from 'zod';
import { exampleId, exampleOf } from './example-of.ts';

export const brunoFolder = 'docs/api/bruno';

/** What an upload sends, from the folder of the collection. */
export const uploadedFile = '../../../tools/sample-data/photos/mug/front.webp';

const collectionDocs = `Made by \`npm run generate\` from packages/contracts: a request for each operation that clients may call.
Choose the environment "local", fill in email and password of an account that \`npm start\` has printed, and send users / login:
it keeps the session's token for all other requests. A read of one thing keeps its ETag for the next change of it.`;

/** The REST API as a collection for Bruno: path → content. */
export function generateBruno(): Map<string, string> {
  const requests = new Map<string, string>();
  const byService = Map.groupBy(
    allEndpoints.filter(({ access }) => access !== 'service'),
    ({ service }) => service,
  );
  for (const [service, endpoints] of byService) {
    for (const [index, endpoint] of endpoints.entries()) {
      const file = endpoint.operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      requests.set(`${brunoFolder}/${service}/${file}.bru`, withEnd(jsonToBruV2(requestOf(endpoint, index + 1))));
    }
  }
  const auth = { mode: 'bearer', bearer: { token: '{{sessionToken}}' } } as const;
  return new Map([
    [`${brunoFolder}/bruno.json`, JSON.stringify({ version: '1', name: 'Arcade', type: 'collection' })],
    [`${brunoFolder}/collection.bru`, withEnd(jsonToCollectionBru({ auth, docs: collectionDocs }))],
    [`${brunoFolder}/environments/local.bru`, environmentOf([...requests.values()].join())],
    ...requests,
  ]);
}

const withEnd = (text: string) => `${text.trimEnd()}\n`;

function requestOf(endpoint: Endpoint, seq: number): BruRequest {
  const { operationId, method, path, summary } = endpoint;
  const name = operationId.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const body = bodyOf(endpoint);
  return {
    meta: { name, type: 'http', seq },
    http: {
      method: method.toLowerCase(),
      url: `{{baseUrl}}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      body: Object.keys(body)[0] ?? 'none',
      auth: 'inherit',
    },
    params: [...pathParamsOf(endpoint), ...queryOf(endpoint)],
    headers: headersOf(endpoint),
    body,
    vars: { res: keptOf(endpoint) },
    docs: summary,
  };
}

const field = (name: string, value: string, enabled = true): BruField => ({ name, value, enabled });

/** Parameters of a path are variables, so that an id that was found once serves every request. */
const pathParamsOf = ({ params }: Endpoint) =>
  Object.entries(params?.shape ?? {}).map(([name, schema]) => {
    const value = schema instanceof z.ZodEnum ? String(schema.options[0]) : `{{${name}}}`;
    return { ...field(name, value), type: 'path' } as const;
  });

/** Nothing of a query is needed, so all of it waits to be switched on. */
const queryOf = ({ query }: Endpoint) =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const value = name === 'cursor' ? '' : asVariable(name, exampleOf(schema as z.ZodType) ?? '');
    return { ...field(name, String(value), false), type: 'query' } as const;
  });

function headersOf({ idempotencyKey, ifMatch }: Endpoint): readonly BruField[] {
  const key = field('Idempotency-Key', '{{$guid}}', idempotencyKey === 'required');
  return [...(idempotencyKey === undefined ? [] : [key]), ...(ifMatch === true ? [field('If-Match', '{{etag}}')] : [])];
}

function bodyOf({ body, consumes }: Endpoint): NonNullable<BruRequest['body']> {
  if (consumes?.includes('image/webp') === true) {
    return { file: [{ filePath: uploadedFile, contentType: 'image/webp', selected: true }] };
  }
  if (body === undefined || consumes !== undefined) return {};
  return { json: JSON.stringify(exampleOf(body) ?? {}, asVariable, 2) };
}

/** Ids and credentials are the reader's own, so they come from the environment. */
function asVariable(name: string, value: unknown): unknown {
  const isOwn = value === exampleId || (typeof value === 'string' && ['email', 'password'].includes(name));
  return isOwn ? `{{${name}}}` : value;
}

/** What later requests need of an answer: a session's token, and the ETag of what was read. */
function keptOf(endpoint: Endpoint): readonly BruField[] {
  const [answer] = Object.values(endpoint.responses);
  if (!(answer instanceof z.ZodObject)) return [];
  if ('token' in answer.shape) return [field('sessionToken', 'res.body.token')];
  return isConditionalRead(endpoint) ? [field('etag', 'res.headers.etag')] : [];
}

const secrets = ['password', 'sessionToken'];

/** Every variable that a request uses and that no request keeps for it. */
function environmentOf(requests: string): string {
  const used = new Set([...requests.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name));
  const open = [...used].filter((name) => !['baseUrl', 'etag', ...secrets].includes(name)).toSorted();
  const variables = [
    field('baseUrl', 'http://localhost:8080'),
    ...open.map((name) => field(name, '')),
    ...secrets.map((name) => field(name, '')),
  ];
  return envJsonToBruV2({ variables: variables.map((each) => ({ ...each, secret: secrets.includes(each.name) })) });
}
