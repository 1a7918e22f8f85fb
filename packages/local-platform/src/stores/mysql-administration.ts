import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { requiredSettings, wrongSettings } from './mysql-config.ts';

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

export interface MysqlSchema {
  readonly name: string;
  /** Of the account with the schema's name, which may use this schema only. */
  readonly password: string;
  /** Dapr's state needs `utf8mb4_bin`: its keys are case-sensitive. */
  readonly collation?: 'utf8mb4_unicode_ci' | 'utf8mb4_bin';
}

/** Makes a schema and its account; again it only sets the password. */
export const createMysqlSchema = (
  adminUrl: string,
  { name, password, collation = 'utf8mb4_unicode_ci' }: MysqlSchema,
): Promise<void> =>
  asAdministrator(adminUrl, async (connection) => {
    if (!/^[a-z][a-z0-9_]{0,31}$/.test(name)) throw new Error(`"${name}" cannot be the name of a schema`);
    const secret = connection.escape(password);
    // In a GRANT the schema is a pattern, where _ stands for any character.
    const pattern = name.replaceAll('_', '\\_');
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE ${collation}`);
    await connection.query(`CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY ${secret}`);
    await connection.query(`ALTER USER '${name}'@'%' IDENTIFIED BY ${secret}`);
    await connection.query(`GRANT ALL ON \`${pattern}\`.* TO '${name}'@'%'`);
  });
