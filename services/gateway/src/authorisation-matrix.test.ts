import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, DomainError, type Access, type Endpoint, type Role, type UserId } from '@arcade/contracts';
import { createLogger, newId, problemHandler } from '@arcade/service-defaults';
import express from 'express';
import { request } from 'undici';
import { apiHandler } from './api-handler.ts';
import { createClientLimits, patience } from './client-limits.ts';
import { createHotResponses } from './hot-responses.ts';
import type { Forward } from './proxy.ts';
import { createRouteTable } from './route-table.ts';
import { createTurns } from './turns.ts';
import type { SignedIn } from './sessions.ts';

type Caller = 'anonymous' | Role;
const callers: readonly Caller[] = ['anonymous', 'customer', 'merchant', 'admin'];

/** What access means, written down once more and by hand. */
const expected: Readonly<Record<Access, Readonly<Record<Caller, number>>>> = {
  public: { anonymous: 200, customer: 200, merchant: 200, admin: 200 },
  customer: { anonymous: 401, customer: 200, merchant: 200, admin: 200 },
  merchant: { anonymous: 401, customer: 403, merchant: 200, admin: 200 },
  admin: { anonymous: 401, customer: 403, merchant: 403, admin: 200 },
  service: { anonymous: 404, customer: 404, merchant: 404, admin: 404 },
};

const forwarded: Forward[] = [];
let server: Server;
let origin: string;

/** The gateway's decisions with everything behind them replaced: sessions by role, the proxy by a list. */
beforeAll(async () => {
  const config = { RATE_LIMIT_FACTOR: 1, CLIENT_KEEP_ALIVE_SECONDS: 1, TRUSTED_PROXIES: 0 };
  const app = express()
    .use(
      apiHandler({
        routes: createRouteTable(),
        sessions: {
          resolve: async (token) => signedInAs(token),
          knows: () => true,
          atHand: () => undefined,
          stands: () => true,
        },
        turns: createTurns(8),
        devices: { deviceOf: () => undefined },
        rateLimits: {
          consume: async () => ({ kind: 'allowed', headers: {} }),
          countUnknownToken: async () => undefined,
        },
        proxy: {
          async forward(_req, res, forward) {
            forwarded.push(forward);
            res.end();
          },
          close: async () => {},
        },
        hot: createHotResponses(() => false),
        forget: () => {},
        limits: createClientLimits(config, patience),
        bodyMs: patience.bodyMs,
        publicOrigin: 'http://shop.test',
        trustedProxies: 0,
      }),
    )
    .use(() => {
      throw new DomainError('not-found');
    })
    .use(problemHandler(createLogger('matrix', 'silent')));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const tokenOf = (role: Role) => role.padEnd(43, '_');

function signedInAs(token: string): SignedIn {
  const role = token.replaceAll('_', '') as Role;
  const userId = newId<UserId>();
  const roles = role === 'merchant' ? (['customer', 'merchant'] as const) : ([role] as const);
  const session = { userId, roles: [...roles], createdAt: '', createdMs: 0, expiresAt: '', expiresMs: 0 };
  return { identity: { userId, roles: [...roles], sessionHash: 'hash' }, session, assertion: role };
}

async function ask(endpoint: Endpoint, caller: Caller) {
  forwarded.length = 0;
  const { statusCode, headers, body } = await request(origin + endpoint.path.replace(/\{\w+\}/g, newId()), {
    method: endpoint.method,
    headers: {
      ...(caller === 'anonymous' ? {} : { authorization: `Bearer ${tokenOf(caller)}` }),
      'idempotency-key': 'key-12345678',
      'if-match': '"1"',
      'content-type': endpoint.consumes?.[0] ?? 'application/json',
    },
  });
  await body.dump();
  return { status: statusCode, contentType: headers['content-type'], forwarded: [...forwarded] };
}

const cases = allEndpoints.flatMap((endpoint) =>
  callers.map((caller) => ({
    name: `${endpoint.service}.${endpoint.operationId}`,
    endpoint,
    caller,
    status: expected[endpoint.access][caller],
  })),
);

describe('who may call what', () => {
  it('covers every operation', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(allEndpoints.length);
    expect(allEndpoints.length).toBeGreaterThan(50);
  });

  it.each(cases)('$name as $caller → $status', async ({ endpoint, caller, status }) => {
    const answer = await ask(endpoint, caller);
    expect(answer.status).toBe(status);
    if (status !== 200) {
      expect(answer.contentType).toMatch(/^application\/problem\+json/);
      expect(answer.forwarded).toEqual([]);
      return;
    }
    expect(answer.forwarded.map((forward) => forward.endpoint.operationId)).toEqual([endpoint.operationId]);
  });
});
