import { describe, expect, it } from '@jest/globals';
import { allEndpoints } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { createRouteTable } from './route-table.ts';

const routes = createRouteTable();
const operationOf = (method: string, path: string) => {
  const match = routes(method, path);
  return match.kind === 'endpoint' ? match.endpoint.operationId : match.kind;
};

describe('createRouteTable', () => {
  it('finds every operation that clients may call, each as itself', () => {
    for (const { access, method, path, operationId } of allEndpoints) {
      const found = operationOf(method, path.replace(/\{\w+\}/g, newId()));
      expect([operationId, found]).toEqual([operationId, access === 'service' ? 'none' : operationId]);
    }
  });

  it('prefers a fixed path to one with parameters', () => {
    expect(operationOf('GET', '/products/categories')).toBe('listCategories');
    expect(operationOf('GET', `/products/${newId()}`)).toBe('getProduct');
  });

  it.each([
    ['GET', '/products/create', ['OPTIONS', 'POST']],
    ['DELETE', '/products/categories', ['GET', 'HEAD', 'OPTIONS']],
    ['GET', '/inventory/update/ledger', ['OPTIONS', 'PUT']],
    ['GET', '/inventory/reserve/reservations', ['OPTIONS', 'POST']],
  ])('takes no fixed path for a parameter: %s %s', (method, path, allowed) => {
    expect(routes(method, path)).toEqual({ kind: 'method-not-allowed', allowed });
  });

  it('never answers with an operation of another path that matches, too', () => {
    const offered = allEndpoints.filter(({ access }) => access !== 'service');
    const fixed = offered.map(({ path }) => path.replace(/\{\w+\}/g, 'create'));
    for (const path of fixed) {
      const found = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => routes(method, path));
      const paths = found.flatMap((match) => (match.kind === 'endpoint' ? [match.endpoint.path] : []));
      expect(new Set(paths).size).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ['a dot segment', '/products/..'],
    ['an encoded slash', '/products/a%2Fb'],
    ['an encoded dot segment', '/products/%2e%2e'],
    ['a semicolon', '/products/a;b'],
    ['what is no character', '/orders/%C2%84'],
  ])('takes no parameter that has %s, and knows what it would have been', (_, path) => {
    expect(operationOf('GET', path)).toBe('malformed');
  });

  it.each([
    ['a trailing slash', '/products/'],
    ['the inside', '/internal/events'],
    ['what it does not have', '/nothing/here'],
  ])('does not match %s', (_, path) => {
    expect(operationOf('GET', path)).toBe('none');
  });

  it('says which methods a path has', () => {
    expect(routes('DELETE', '/users/profile')).toEqual({
      kind: 'method-not-allowed',
      allowed: ['GET', 'HEAD', 'OPTIONS', 'PATCH'],
    });
  });
});
