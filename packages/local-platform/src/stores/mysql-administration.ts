import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { requiredSettings, wrongSettings } from './mysql-config.ts';
import { serverUrl, type StoreParts } from './store.ts';

async function asAdministrator<Result>(adminUrl: string, work: (connection: Connection) => Promise<Result>) {
  const connection = await createConnection({ uri: adminUrl, connectTimeout: 2000 });
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

export const answersMysql = (adminUrl: string): Promise<boolean> =>
  asAdministrator(adminUrl, (connection) => connection.query('SELECT 1')).then(
    () => true,
    () => false,
  );

/** Settings of a running server on which money and stock rely and that are not so, in words; none when all is well. */
export const checkMysqlSettings = (adminUrl: string): Promise<readonly string[]> =>
  asAdministrator(adminUrl, async (connection) => {
    const names = [...Object.keys(requiredSettings), 'tx_isolation', 'sql_mode'];
    const [rows] = await connection.query<RowDataPacket[]>('SHOW GLOBAL VARIABLES WHERE Variable_name IN (?)', [names]);
    const actual = Object.fromEntries(
      rows.map((row) => [String(row['Variable_name']), onOff[String(row['Value'])] ?? String(row['Value'])]),
    );
    // MariaDB before 11.1 knows the isolation level by its old name.
    const { tx_isolation, ...settings } = actual;
    return wrongSettings({
      ...(tx_isolation === undefined ? {} : { transaction_isolation: tx_isolation }),
      ...settings,
    });
  });

const onOff: Readonly<Record<string, string>> = { ON: '1', OFF: '0' };

/** Schemas, each with an account of the same name that may use it and no other. */
export const mysqlSchemas = (urlVariable: string): StoreParts => ({
  url: (servers, { name, password }) =>
    Object.assign(serverUrl(servers, urlVariable), { username: name, password, pathname: `/${name}` }).href,
  create: (servers, { name, password, forDapr = false }) =>
    asAdministrator(serverUrl(servers, urlVariable).href, async (connection) => {
      if (!/^[a-z][a-z0-9_]{0,31}$/.test(name)) throw new Error(`"${name}" cannot be the name of a schema`);
      const collation = forDapr ? 'utf8mb4_bin' : 'utf8mb4_unicode_ci';
      const secret = connection.escape(password);
      // In a GRANT the schema is a pattern, where _ stands for any character.
      const pattern = name.replaceAll('_', '\\_');
      await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE ${collation}`);
      await connection.query(`CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY ${secret}`);
      await connection.query(`ALTER USER '${name}'@'%' IDENTIFIED BY ${secret}`);
      await connection.query(`GRANT ALL ON \`${pattern}\`.* TO '${name}'@'%'`);
    }),
  drop: (servers, name) =>
    asAdministrator(serverUrl(servers, urlVariable).href, async (connection) => {
      await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
      await connection.query(`DROP USER IF EXISTS '${name}'@'%'`);
    }),
  // A drop that was cut short leaves an account without its schema.
  list: (servers) =>
    asAdministrator(serverUrl(servers, urlVariable).href, async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(
        'SELECT schema_name AS name FROM information_schema.schemata UNION SELECT user FROM mysql.user',
      );
      return rows.map(({ name }) => String(name));
    }),
});
