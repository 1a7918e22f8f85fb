import { describe, expect, it } from '@jest/globals';
import { accessRules } from './dapr-access-control.ts';

const rules = (...operations: readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', `/${string}`])[]) =>
  accessRules(operations.map(([method, path]) => ({ method, path }))).map(({ name, httpVerb }) => [name, ...httpVerb]);

describe('accessRules', () => {
  it('puts fixed segments before parameters, or the parameter would decide about them', () => {
    expect(rules(['GET', '/products/{productId}'], ['POST', '/products/create'])).toEqual([
      ['/products/create', 'POST'],
      ['/products/*', 'GET'],
    ]);
  });

  it('writes a path that others continue as one with an open end', () => {
    expect(rules(['GET', '/cart'], ['POST', '/cart/update'])).toEqual([
      ['/cart/update', 'POST'],
      ['/cart/*', 'GET'],
    ]);
  });

  it('joins the verbs of one name, also when an open end and a parameter meet', () => {
    expect(rules(['POST', '/orders'], ['GET', '/orders'], ['GET', '/orders/{orderId}'])).toEqual([
      ['/orders/*', 'GET', 'POST'],
    ]);
  });

  it('writes a parameter in the middle so that the matcher steps over it', () => {
    expect(rules(['GET', '/orders/{orderId}'], ['POST', '/orders/{orderId}/shipments/{shipmentId}/deliver'])).toEqual([
      ['/orders/*', 'GET'],
      ['/orders/**/shipments/**/deliver', 'POST'],
    ]);
  });
});
