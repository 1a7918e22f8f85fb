import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { headersToClient, headersToService } from './forwarded-headers.ts';

const toService = (headers: Record<string, string>, method = 'POST') =>
  headersToService({ method, headers } as unknown as IncomingMessage);

describe('headersToService', () => {
  it('keeps what a service needs', () => {
    const headers = {
      'content-type': 'application/json',
      'content-length': '2',
      'idempotency-key': 'k',
      'if-match': '"1"',
      'if-none-match': '"1"',
      'cart-token': 't',
    };
    expect(toService(headers)).toEqual(headers);
  });

  it('drops what only the inside may say, credentials, and what ends at this hop', () => {
    expect(
      toService({
        'dapr-api-token': 'x',
        'dapr-caller-app-id': 'orders',
        'dapr-app-id': 'orders',
        'arcade-assertion': 'x',
        'arcade-client-ip': '1.1.1.1',
        'arcade-deadline': '0',
        'x-forwarded-for': '1.1.1.1',
        'x-forwarded-host': 'evil',
        forwarded: 'for=1.1.1.1',
        cookie: 'a=b',
        authorization: 'Bearer x',
        'transfer-encoding': 'chunked',
        te: 'trailers',
        host: 'evil',
        expect: '100-continue',
      }),
    ).toEqual({});
  });

  it('drops headers that Connection names', () => {
    expect(toService({ connection: 'close, X-Once', 'x-once': '1', 'x-kept': '1' })).toEqual({ 'x-kept': '1' });
  });

  it('sends no length with a read, whose body is not sent on', () => {
    expect(toService({ 'content-length': '10' }, 'GET')).toEqual({});
  });
});

describe('headersToClient', () => {
  it('keeps the answer and drops the inside', () => {
    expect(
      headersToClient({
        etag: '"1"',
        'set-cookie': ['a=b'],
        'dapr-x': '1',
        traceparent: 'x',
        server: 'daprd',
        'transfer-encoding': 'chunked',
      }),
    ).toEqual({ etag: '"1"', 'set-cookie': ['a=b'] });
  });
});
