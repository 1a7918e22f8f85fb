import { createConnection } from 'mysql2/promise';
import { storeUrl } from './store-urls.ts';
import { uniqueName } from './unique-name.ts';

/** Something in a store that one test has for itself. */
export interface TestStore {
  /** What a service is given, e.g. as MYSQL_URL. */
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** A schema of its own with an account that may use nothing else, as in production. */
export async function testMysql(name: string): Promise<TestStore> {
  const schema = uniqueName(name);
  await asAdministrator([
    `CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    `CREATE USER '${schema}'@'%' IDENTIFIED BY '${schema}'`,
    // In a GRANT the schema is a pattern, where _ stands for any character.
    `GRANT ALL ON \`${schema.replaceAll('_', '\\_')}\`.* TO '${schema}'@'%'`,
  ]);
  const url = storeUrl('ARCADE_MYSQL_URL');
  url.username = schema;
  url.password = schema;
  url.pathname = `/${schema}`;
  return {
    url: url.href,
    drop: () => asAdministrator([`DROP DATABASE IF EXISTS \`${schema}\``, `DROP USER IF EXISTS '${schema}'@'%'`]),
  };
}

async function asAdministrator(statements: readonly string[]): Promise<void> {
  const connection = await createConnection(storeUrl('ARCADE_MYSQL_URL').href);
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}
