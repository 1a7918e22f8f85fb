import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allEndpoints, type Endpoint } from '@arcade/contracts';
import { bruToEnvJsonV2, bruToJsonV2 } from '@usebruno/lang';
import { brunoFolder, generateBruno, uploadedFile } from './bruno.ts';
import { exampleId } from './example-of.ts';

const files = generateBruno();
const offered = allEndpoints.filter(({ access }) => access !== 'service');

const pathOf = ({ service, operationId }: Endpoint) =>
  `${brunoFolder}/${service}/${operationId.replace(/[A-Z]/g, '-$&').toLowerCase()}.bru`;
/** As Bruno reads it. */
const requestOf = (endpoint: Endpoint) => bruToJsonV2(files.get(pathOf(endpoint)) ?? '');
const named = offered.map((endpoint) => [endpoint.operationId, endpoint] as const);

/** What a reader of the collection puts into the variables. */
const filled = (text: string) =>
  text
    .replaceAll('{{email}}', 'a@b.test')
    .replaceAll('{{password}}', 'long enough')
    .replaceAll(/\{\{\w+\}\}/g, exampleId);

describe('the Bruno collection', () => {
  it('has a request for every operation that clients may call, and for no other', () => {
    const requests = [...files.keys()].filter((path) => /^docs\/api\/bruno\/\w+\/[\w-]+\.bru$/.test(path));
    const environment = `${brunoFolder}/environments/local.bru`;
    expect(requests.toSorted()).toEqual([environment, ...offered.map(pathOf)].toSorted());
  });

  it.each(named)('%s calls its operation, as whoever is signed in', (_, endpoint) => {
    const { http, params = [] } = requestOf(endpoint);
    expect(http.method.toUpperCase()).toBe(endpoint.method);
    expect(http.url.replaceAll(/:(\w+)/g, '{$1}')).toBe(`{{baseUrl}}${endpoint.path}`);
    expect(http.auth).toBe('inherit');
    const path = params.filter(({ type }) => type === 'path');
    expect(path.map(({ name }) => name)).toEqual(Object.keys(endpoint.params?.shape ?? {}));
    for (const { value } of path) expect(value).not.toBe('');
    const query = params.filter(({ type }) => type === 'query');
    expect(query.map(({ name }) => name)).toEqual(Object.keys(endpoint.query?.shape ?? {}));
    expect(endpoint.query?.safeParse({}).success ?? true).toBe(true);
    expect(query.every(({ enabled }) => !enabled)).toBe(true);
  });

  it.each(named)('%s sends the headers that its operation needs', (_, endpoint) => {
    const enabled = (requestOf(endpoint).headers ?? []).filter((header) => header.enabled);
    expect(Object.fromEntries(enabled.map(({ name, value }) => [name, value]))).toEqual({
      ...(endpoint.idempotencyKey === 'required' ? { 'Idempotency-Key': '{{$guid}}' } : {}),
      ...(endpoint.ifMatch === true ? { 'If-Match': '{{etag}}' } : {}),
    });
  });

  const withJson = named.filter(([, { body, consumes }]) => body !== undefined && consumes === undefined);
  // A schema that refuses what was made up for it wants an `example` in its `meta`.
  it.each(withJson)('%s sends a body that its operation takes', (_, endpoint) => {
    const { http, body } = requestOf(endpoint);
    expect(http.body).toBe('json');
    const result = endpoint.body?.safeParse(JSON.parse(filled(body?.json ?? '')));
    expect(result?.error?.issues ?? []).toEqual([]);
  });

  it('uploads a photo that is there', () => {
    const [upload] = offered.filter(({ consumes }) => consumes?.includes('image/webp') === true).map(requestOf);
    expect(upload?.http.body).toBe('file');
    expect(upload?.body?.file).toEqual([{ filePath: uploadedFile, contentType: 'image/webp', selected: true }]);
    expect(existsSync(join(brunoFolder, uploadedFile))).toBe(true);
  });

  it('keeps the token of a session and the ETag of what was read', () => {
    const keeping = offered.flatMap((endpoint) =>
      (requestOf(endpoint).vars?.res ?? []).map(({ name, value }) => [endpoint.operationId, name, value]),
    );
    expect(keeping.filter(([, name]) => name !== 'etag')).toEqual([['login', 'sessionToken', 'res.body.token']]);
    expect(keeping).toContainEqual(['getProduct', 'etag', 'res.headers.etag']);
    expect(keeping.map(([operation]) => operation)).not.toContain('listProducts');
  });

  it('has an environment with every variable that a request uses, credentials kept secret', () => {
    const { variables } = bruToEnvJsonV2(files.get(`${brunoFolder}/environments/local.bru`) ?? '');
    const known = new Set(['etag', ...variables.map(({ name }) => name)]);
    const used = [...files.values()].flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
    expect(used.filter((name) => !known.has(name ?? ''))).toEqual([]);
    expect(variables).toContainEqual(expect.objectContaining({ name: 'baseUrl', value: 'http://localhost:8080' }));
    expect(variables.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['password', 'sessionToken']);
  });
});
