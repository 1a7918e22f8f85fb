import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { connectMysql, idempotencyMigration, migrate, type Migration } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { migrations as cartsMigrations } from '../../services/carts/src/persistence/migrations.ts';
import { migrations as inventoryMigrations } from '../../services/inventory/src/persistence/migrations.ts';
import { migrations as ordersMigrations } from '../../services/orders/src/persistence/migrations.ts';
import { migrations as paymentsMigrations } from '../../services/payments/src/persistence/migrations.ts';
import { consistentShop } from './consistent-shop.ts';
import { allInvariants, brokenInvariants } from './expect-consistent.ts';
import { loadFacts } from './facts.ts';
import type { Schemas } from './messaging.ts';
import { plantedFaults } from './planted-faults.ts';

const migrations: Readonly<Record<keyof Schemas, readonly Migration[]>> = {
  carts: cartsMigrations,
  inventory: inventoryMigrations,
  orders: ordersMigrations,
  payments: paymentsMigrations,
};

/** The tables of a service, without the keys that would refuse what is to be found. */
async function schemaOf(name: keyof Schemas) {
  const store = await testMysql(`planted_${name}`);
  const db = connectMysql<never>({ url: store.url, poolSize: 1 });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...migrations[name]]);
  await db.destroy();
  return { ...store, schema: new URL(store.url).pathname.slice(1) };
}

describe('each invariant', () => {
  const stores: Awaited<ReturnType<typeof schemaOf>>[] = [];
  let connection: Connection;
  let schemas: Schemas;

  beforeAll(async () => {
    for (const name of ['carts', 'inventory', 'orders', 'payments'] as const) stores.push(await schemaOf(name));
    const [carts = '', inventory = '', orders = '', payments = ''] = stores.map(({ schema }) => schema);
    schemas = { carts, inventory, orders, payments };
    const url = new URL(process.env['ARCADE_MYSQL_URL'] ?? '');
    url.pathname = `/${payments}`;
    connection = await createConnection({ uri: url.href, multipleStatements: false });
    await connection.query("SET time_zone = '+00:00', check_constraint_checks = OFF");
    await connection.query(`ALTER TABLE ${orders}.orders DROP KEY orders_one_per_cart_version`);
    const { statements, facts } = consistentShop(schemas);
    for (const statement of statements) await connection.query(statement);
    await loadFacts(connection, facts);
  }, 120_000);
  afterAll(async () => {
    await connection.end();
    for (const store of stores) await store.drop();
  });

  it('finds nothing in a shop where everything agrees', async () => {
    expect(await brokenInvariants(connection, schemas)).toEqual([]);
  });

  it('has a fault that it is proved by', () => {
    const names = allInvariants(schemas).map(({ name }) => name);
    expect(Object.keys(plantedFaults(schemas)).toSorted()).toEqual(names.toSorted());
  });

  it('finds its fault, and that once', async () => {
    const blind: unknown[] = [];
    for (const { name, sql } of allInvariants(schemas)) {
      await connection.beginTransaction();
      for (const statement of plantedFaults(schemas)[name] ?? []) await connection.query(statement);
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      await connection.rollback();
      if (rows.length !== 1) blind.push({ name, rows });
    }
    expect(blind).toEqual([]);
    expect(await brokenInvariants(connection, schemas)).toEqual([]);
  }, 120_000);
});
