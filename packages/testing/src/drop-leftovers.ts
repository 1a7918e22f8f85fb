import mongoose from 'mongoose';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { storeUrl, type StoreVariable } from './store-urls.ts';
import { manageBroker } from './test-vhost.ts';

const isLeftover = (name: string) => name.startsWith('test_');

/** Removes what tests of an aborted run have left in stores that are ours alone. (Redis databases free themselves.) */
export async function dropLeftovers(own: ReadonlySet<StoreVariable>): Promise<void> {
  await Promise.all([
    own.has('ARCADE_MYSQL_URL') ? dropSchemas() : undefined,
    own.has('ARCADE_MONGODB_URL') ? dropMongoDatabases() : undefined,
    own.has('ARCADE_RABBITMQ_URL') ? dropVhosts() : undefined,
  ]);
}

async function dropSchemas(): Promise<void> {
  const connection = await createConnection(storeUrl('ARCADE_MYSQL_URL').href);
  const names = async (query: string) => {
    const [rows] = await connection.query<RowDataPacket[]>(query);
    return rows.map((row) => String(row['name'])).filter(isLeftover);
  };
  try {
    for (const name of await names('SELECT schema_name AS name FROM information_schema.schemata')) {
      await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
    }
    for (const name of await names('SELECT user AS name FROM mysql.user')) {
      await connection.query(`DROP USER IF EXISTS '${name}'@'%'`);
    }
  } finally {
    await connection.end();
  }
}

async function dropMongoDatabases(): Promise<void> {
  const connection = await mongoose.createConnection(storeUrl('ARCADE_MONGODB_URL').href).asPromise();
  try {
    const { databases } = await connection.listDatabases();
    for (const { name } of databases.filter((database) => isLeftover(database.name))) {
      await connection.useDb(name).dropDatabase();
    }
  } finally {
    await connection.close();
  }
}

async function dropVhosts(): Promise<void> {
  const vhosts = (await manageBroker('GET', '/api/vhosts')) as readonly { readonly name: string }[];
  for (const { name } of vhosts.filter((vhost) => isLeftover(vhost.name))) {
    await manageBroker('DELETE', `/api/vhosts/${name}`);
  }
}
