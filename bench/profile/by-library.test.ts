import { describe, expect, it } from '@jest/globals';
import { byLibrary, libraryOf } from './by-library.ts';

describe('libraryOf', () => {
  it.each([
    ['file:///shop/node_modules/mysql2/lib/packet.js', 'mysql2'],
    ['file:///shop/node_modules/@dapr/dapr/index.js', '@dapr/dapr'],
    ['file:///shop/node_modules/express/node_modules/router/index.js', 'router'],
    ['file:///shop/packages/messaging/src/relay.ts', 'packages/messaging'],
    ['file:///shop/services/orders/src/domain/order.ts', 'services/orders'],
    ['node:internal/streams/writable', 'node:internal/streams'],
    ['node:_http_server', 'node:_http_server'],
    ['', 'V8 and native code'],
  ])('%s is %s', (url, library) => {
    expect(libraryOf({ functionName: 'f', url })).toBe(library);
  });

  it('tells the collector apart, and idling and the profiler are nobody’s', () => {
    const of = (functionName: string) => libraryOf({ functionName, url: '' });
    expect(libraryOf({ functionName: 'f', url: 'node:inspector' })).toBeUndefined();
    expect([of('(garbage collector)'), of('(program)'), of('(idle)'), of('(root)')]).toEqual([
      'garbage collector',
      'V8 and native code',
      undefined,
      undefined,
    ]);
  });
});

describe('byLibrary', () => {
  it('adds up, in ms, what ran at each sample', () => {
    const node = (id: number, url: string, functionName = 'f') => ({ id, callFrame: { functionName, url } });
    const nodes = [node(1, '', '(idle)'), node(2, '/node_modules/zod/a.js'), node(3, '/node_modules/zod/b.js')];
    const spent = byLibrary({ nodes, samples: [1, 2, 3, 2], timeDeltas: [9000, 500, 1000, 250] });
    expect([...spent]).toEqual([['zod', 1.75]]);
  });
});
