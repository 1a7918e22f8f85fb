import { describe, expect, it } from '@jest/globals';
import { askedDocument, type OpenApi } from './asked-document.ts';

const currencies = ['AED', 'EUR', 'GBP', 'SEK', 'USD'];
const document: OpenApi = {
  components: {
    schemas: {
      Line: { type: 'object', properties: { productId: { type: 'string' } } },
      Currency: { type: 'string', enum: currencies },
    },
  },
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        parameters: [
          { name: 'cursor', schema: { type: 'string' } },
          { name: 'productId', schema: { type: 'string', example: 'c' } },
          { name: 'If-Match', schema: { type: 'string', pattern: '^"' } },
        ],
      },
      post: {
        operationId: 'placeOrder',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Line' } } } },
      },
    },
  },
};
const values = { productId: ['a', 'b'], 'If-Match': ['*'] };
const asked = (cursors = {}, bodies = {}) => askedDocument(document, { values, bodies, cursors });

describe('askedDocument', () => {
  it('names what there is in parameters, in place of the example for people', () => {
    expect(asked().paths['/orders']?.['get']?.parameters).toEqual([
      { name: 'productId', schema: { type: 'string', examples: ['a', 'b'] } },
      { name: 'If-Match', schema: { type: 'string', enum: ['*'] } },
    ]);
  });

  it('asks with a cursor where there is a next page, and with that one only', () => {
    expect(asked({ listOrders: 'next' }).paths['/orders']?.['get']?.parameters?.[0]).toEqual({
      name: 'cursor',
      schema: { type: 'string', enum: ['next'] },
    });
  });

  it('names what there is in bodies, with fewer of long lists, and leaves what is answered alone', () => {
    const { paths, components } = asked({}, { placeOrder: { productId: 'a' } });
    expect(paths['/orders']?.['post']?.requestBody?.content['application/json']).toEqual({
      schema: { $ref: '#/components/schemas/AskedLine' },
      example: { productId: 'a' },
    });
    expect(components.schemas['AskedLine']).toEqual({
      type: 'object',
      properties: { productId: { type: 'string', examples: ['a', 'b'] } },
    });
    expect(components.schemas['AskedCurrency']).toEqual({ type: 'string', enum: currencies.slice(0, 4) });
    expect(components.schemas).toMatchObject(document.components.schemas);
  });
});
