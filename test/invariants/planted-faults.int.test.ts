import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '@arcade/contracts';
import { messagingMigrations } from '@arcade/messaging/mysql';
import { connectMysql, idempotencyMigration, migrate, type Migration } from '@arcade/service-defaults/mysql';
import { testMysql } from '@arcade/testing';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { consistentShop } from './consistent-shop.ts';
import { allInvariants, brokenInvariants } from './expect-consistent.ts';
import { loadFacts } from './facts.ts';
import { sqlServices, type Schemas } from './messaging.ts';
import { plantedFaults } from './planted-faults.ts';

async function migrationsOf(service: ServiceName): Promise<readonly Migration[]> {
  const path = `../../services/${service}/src/persistence/migrations.ts`;
  return ((await import(path)) as { readonly migrations: readonly Migration[] }).migrations;
}

/** The tables of a service. */
async function schemaOf(service: ServiceName) {
  const store = await testMysql(`planted_${service}`);
  const db = connectMysql<never>({ url: store.url, poolSize: 1 });
  await migrate(db, [idempotencyMigration, ...messagingMigrations, ...(await migrationsOf(service))]);
  await db.destroy();
  return { ...store, service, schema: new URL(store.url).pathname.slice(1) };
}

describe('each invariant', () => {
  const stores: Awaited<ReturnType<typeof schemaOf>>[] = [];
  let connection: Connection;
  let schemas: Schemas;

  beforeAll(async () => {
    for (const service of sqlServices) stores.push(await schemaOf(service));
    schemas = Object.fromEntries(stores.map(({ service, schema }) => [service, schema])) as unknown as Schemas;
    const url = new URL(process.env['ARCADE_MYSQL_URL'] ?? '');
    url.pathname = `/${schemas.payments}`;
    connection = await createConnection({ uri: url.href, multipleStatements: false });
    await connection.query("SET time_zone = '+00:00', check_constraint_checks = OFF");
    await connection.query(`ALTER TABLE ${schemas.orders}.orders DROP KEY orders_one_per_cart_version`);
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
    const faults = plantedFaults(schemas);
    const blind: unknown[] = [];
    for (const { name, sql } of allInvariants(schemas)) {
      await connection.beginTransaction();
      for (const statement of faults[name] ?? []) await connection.query(statement);
      const [rows] = await connection.query<RowDataPacket[]>(sql);
      await connection.rollback();
      if (rows.length !== 1) blind.push({ name, rows });
    }
    expect(blind).toEqual([]);
    expect(await brokenInvariants(connection, schemas)).toEqual([]);
  }, 120_000);
});
