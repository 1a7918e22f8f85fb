import { describe, expect, it } from '@jest/globals';
import { dependencyOrder, endingBefore } from './dependency-order.ts';

const node = (name: string, ...dependsOn: string[]) => ({ name, dependsOn });

describe('dependencyOrder', () => {
  it('puts each component after what it depends on and otherwise keeps the order', () => {
    const order = dependencyOrder([
      node('app', 'sidecar', 'db'),
      node('sidecar', 'broker'),
      node('broker'),
      node('db'),
    ]);
    expect(order.map(({ name }) => name)).toEqual(['broker', 'sidecar', 'db', 'app']);
  });

  it.each([
    ['a circle', [node('a', 'b'), node('b', 'c'), node('c', 'a')], 'Circular dependency: a → b → c → a'],
    ['a dependency that is not there', [node('a', 'b')], 'a depends on b, which is not there'],
    ['two of one name', [node('a'), node('a')], 'Two components have the same name'],
  ])('refuses %s', (_, components, message) => {
    expect(() => dependencyOrder(components)).toThrow(message);
  });
});

it('lets a component end before others that it only needs while it runs', () => {
  const gateway = { ...node('gateway', 'gateway-dapr'), stopsBefore: ['orders', 'not-there'] };
  const components = [node('gateway-dapr'), node('orders'), gateway];
  expect(endingBefore('orders', components)).toEqual(['gateway']);
  expect(endingBefore('gateway-dapr', components)).toEqual(['gateway']);
  expect(endingBefore('gateway', components)).toEqual([]);
});

it('knows who depends on a component directly', () => {
  expect(endingBefore('db', [node('db'), node('a', 'db'), node('b', 'a'), node('c', 'x', 'db')])).toEqual(['a', 'c']);
});
