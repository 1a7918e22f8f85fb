import { describe, expect, it } from '@jest/globals';
import { importsOf, violationsOf } from './import-rules.ts';

const rulesBroken = (path: string, text: string) => violationsOf({ path, text }).map(({ rule }) => rule);

describe('importsOf', () => {
  it('finds values, types, re-exports, side effects and dynamic imports', () => {
    const text = `import { a } from './a.ts';
import type { B } from "./b.ts";
export * from './c.ts';
import './d.ts';
const e = await import('./e.ts');
import {
  f,
} from './f.ts';`;
    expect(importsOf(text)).toEqual([
      { specifier: './a.ts', typeOnly: false },
      { specifier: './b.ts', typeOnly: true },
      { specifier: './c.ts', typeOnly: false },
      { specifier: './d.ts', typeOnly: false },
      { specifier: './e.ts', typeOnly: false },
      { specifier: './f.ts', typeOnly: false },
    ]);
  });
});

describe('violationsOf', () => {
  it.each([
    ['domain must not know the application', 'domain/order.ts', "import { x } from '../application/x.ts'"],
    ['domain must not know persistence', 'domain/order.ts', "import type { X } from '../persistence/x.ts'"],
    ['the application must not know persistence', 'application/x.ts', "import { x } from '../persistence/x.ts'"],
    ['the application must not know HTTP', 'application/x.ts', "import { x } from '../http/x.ts'"],
    ['persistence must not run use cases', 'persistence/x.ts', "import { x } from '../application/x.ts'"],
    ['a driver is not for the application', 'application/x.ts', "import type { Kysely } from 'kysely'"],
    ['a driver needs its prefix', 'http/x.ts', "import { Redis } from 'ioredis'"],
    ['another service by its package', 'app.ts', "import { y } from '@arcade/inventory/app'"],
    ['another service by its path', 'app.ts', "import { y } from '../../inventory/src/app.ts'"],
    ['domain must not read the trace', 'domain/order.ts', 'const traceId = currentTrace()?.traceId'],
    ['domain must not read a context', 'domain/order.ts', "import { AsyncLocalStorage } from 'node:async_hooks'"],
    ['domain must not read the clock', 'domain/order.ts', 'const now = Date.now()'],
    ['domain must not ask for today', 'domain/order.ts', 'const now = new Date()'],
    ['the environment is read in one place', 'app.ts', 'const url = process.env.MYSQL_URL'],
  ])('%s', (_, file, text) => {
    expect(rulesBroken(`services/orders/src/${file}`, text)).toHaveLength(1);
  });

  it.each([
    ['domain/order.ts', 'const end = new Date(now.getTime() + 1000)'],
    ['application/place-order.ts', 'const now = Date.now()'],
    ['domain/order.ts', "import { x } from './money.ts'; import { Money } from '@arcade/contracts'"],
    ['application/place-order.ts', "import { x } from '../domain/order.ts'"],
    ['persistence/mysql-order-repository.ts', "import type { OrderRepository } from '../application/ports.ts'"],
    ['persistence/rows.ts', "import { sql } from 'kysely'"],
    ['http/orders-routes.ts', "import { placeOrder } from '../application/place-order.ts'"],
    ['app.ts', "import { connectMysql } from '@arcade/service-defaults/mysql'"],
  ])('allows %s what the design allows', (file, text) => {
    expect(rulesBroken(`services/orders/src/${file}`, text)).toEqual([]);
  });

  it('keeps contracts free of other packages', () => {
    const text = "import { x } from '@arcade/service-defaults'";
    expect(rulesBroken('packages/contracts/src/money.ts', text)).toHaveLength(1);
  });

  it('keeps the web app to contracts', () => {
    expect(rulesBroken('web/src/main.tsx', "import { x } from '@arcade/messaging'")).toHaveLength(1);
    expect(rulesBroken('web/src/main.tsx', "import { x } from '@arcade/contracts'")).toEqual([]);
  });
});
