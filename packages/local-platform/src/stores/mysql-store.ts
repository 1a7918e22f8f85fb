import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { answersMysql, checkMysqlSettings, mysqlSchemas } from './mysql-administration.ts';
import { mysqlConfig, mysqlInitSql } from './mysql-config.ts';
import { privateEnvironment } from './private-environment.ts';
import { runBriefly, type Environment } from './run-briefly.ts';
import { installServer, missingPackages, requireServer, serverVersion, type ServerProgram } from './server-program.ts';
import type { Store } from './store.ts';

const urlVariable = 'ARCADE_MYSQL_URL';

export const mariadb: ServerProgram = {
  title: 'MariaDB',
  query: { names: ['mariadbd'], pattern: /Ver (\d+\.\d+\.\d+)-MariaDB/, minimum: [10, 6] },
  packages: ['mariadb-server'],
  urlVariable,
};

const privateUrl = (instance: InstanceContext): string =>
  `mysql://arcade:${instance.secret('mariadb')}@127.0.0.1:${instance.port('mariadb', 'mysql')}/`;

/** The server for what needs transactions over several rows, and for the state of Dapr's actors. */
export const mysqlStore: Store = {
  urlVariable,
  serviceVariable: 'MYSQL_URL',
  missing: missingPackages(mariadb),
  urls: (instance) => ({ [urlVariable]: privateUrl(instance) }),
  parts: mysqlSchemas(urlVariable),
  dapr: {
    part: 'dapr_actors',
    secrets(text) {
      const url = new URL(text);
      const account = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
      return {
        'mysql-connection-string': `${account}@tcp(${url.hostname}:${url.port || 3306})/`,
        'mysql-schema': url.pathname.slice(1),
      };
    },
  },
  component: (env, apt) => ({
    name: 'mariadb',
    dependsOn: [],
    ports: ['mysql'],
    install: (toolchain) => installServer(mariadb, apt, toolchain),
    version: () => serverVersion(mariadb, env),
    async prepare(instance) {
      const { path } = await requireServer(mariadb, env);
      const folder = instance.dataDir('mariadb');
      const dataDir = join(folder, 'data');
      if (!existsSync(dataDir)) await makeDataDir(path, folder, dataDir, env);
      const files = { config: join(folder, 'my.cnf'), init: join(folder, 'init.sql') };
      const port = instance.port('mariadb', 'mysql');
      await writeFile(files.config, mysqlConfig({ dataDir, port, initFile: files.init }), { mode: 0o600 });
      await writeFile(files.init, mysqlInitSql(instance.secret('mariadb')), { mode: 0o600 });
      return {
        command: path,
        args: [`--defaults-file=${files.config}`, ...asRoot],
        env: privateEnvironment(env, folder),
        cwd: folder,
        stopTimeoutMs: 30_000,
      };
    },
    healthy: (instance) => answersMysql(privateUrl(instance)),
    async afterReady(instance) {
      const wrong = await checkMysqlSettings(privateUrl(instance));
      if (wrong.length > 0) throw new Error(`MariaDB does not have the settings it was given: ${wrong.join('; ')}`);
    },
  }),
};

/** It refuses to run as root unless told to. */
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/** The first data, made beside its place: a start that was killed leaves nothing that looks complete. */
async function makeDataDir(server: string, folder: string, dataDir: string, env: Environment): Promise<void> {
  const building = join(folder, 'data.building');
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true, mode: 0o700 });
  // Its script takes a path with spaces for several.
  const plain = await mkdtemp(join(tmpdir(), 'arcade-mariadb-'));
  const link = join(plain, 'data');
  await symlink(building, link);
  const args = ['--no-defaults', `--datadir=${link}`, '--auth-root-authentication-method=normal', '--skip-test-db'];
  const search = privateEnvironment(env, folder);
  const path = `${dirname(server)}:${search['PATH'] ?? ''}`;
  const { code, output } = await runBriefly(
    'mariadb-install-db',
    [...args, ...asRoot],
    { ...search, PATH: path },
    120_000,
  );
  await rm(plain, { recursive: true, force: true });
  if (code !== 0) {
    const full = output.includes('No space left on device');
    throw new Error(
      full ? 'The disk is full.' : `mariadb-install-db failed:\n${output.split('\n').slice(-15).join('\n')}`,
    );
  }
  await rename(building, dataDir);
}
