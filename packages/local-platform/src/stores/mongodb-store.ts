import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessSpec } from '../component.ts';
import type { InstanceContext } from '../context.ts';
import { searchServer, type ServerQuery } from './find-server.ts';
import { InstallError } from './install-error.ts';
import { answersMongo, beginReplicaSet, mongoDatabases } from './mongo-administration.ts';
import { installPipPackage, isPipInstalled, pipPython, type PipPackage } from './pip-installer.ts';
import { privateEnvironment } from './private-environment.ts';
import { findPython, pythonPackages } from './python.ts';
import type { Environment } from './run-briefly.ts';
import type { MissingPackages } from './shared-apt.ts';
import type { Store } from './store.ts';
import { versionText } from './version.ts';

const urlVariable = 'ARCADE_MONGODB_URL';

const mongod: ServerQuery = { names: ['mongod'], pattern: /db version v(\d+\.\d+\.\d+)/, minimum: [8, 0] };
/** Speaks MongoDB's protocol and keeps WiredTiger data; a separate process, for development only. */
const secantus: PipPackage = { name: 'SecantusDB', version: '0.7.0b3' };

/** Each server's data has its own folder, which also tells which of them the instance uses. */
const folders = (instance: InstanceContext) => ({
  mongod: join(instance.dataDir('mongodb'), 'mongod'),
  secantus: join(instance.dataDir('mongodb'), 'secantus'),
});
const usesMongod = (instance: InstanceContext) => existsSync(folders(instance).mongod);

const privateUrl = (instance: InstanceContext): string =>
  `mongodb://127.0.0.1:${instance.port('mongodb', 'mongodb')}/?replicaSet=${usesMongod(instance) ? 'arcade' : 'secantus'}`;

const missing: MissingPackages = async (env, cacheDir) => {
  if ((await searchServer(mongod, env)).found !== undefined || (await isPipInstalled(cacheDir, secantus))) return [];
  return (await findPython(env)) === undefined ? pythonPackages : [];
};

/**
 * The server for documents: a real mongod 8 where PATH has one, as a replica set of one node;
 * else SecantusDB. Clients must write with `w: 1` or more and `j: true`: without it the last 100 ms can go with a crash.
 */
export const mongodbStore: Store = {
  urlVariable,
  serviceVariable: 'MONGODB_URL',
  missing,
  urls: (instance) => ({ [urlVariable]: privateUrl(instance) }),
  parts: mongoDatabases(urlVariable),
  dapr: {
    part: 'dapr_preferences',
    secrets(text) {
      const url = new URL(text);
      const database = url.pathname.slice(1);
      url.pathname = '/';
      // The driver's default lets a call hang for half a minute while the server is away.
      url.searchParams.set('serverSelectionTimeoutMS', '3000');
      return { 'mongodb-connection-string': url.href, 'mongodb-database': database };
    },
  },
  component: (env, apt) => ({
    name: 'mongodb',
    dependsOn: [],
    ports: ['mongodb'],
    async install(toolchain) {
      if ((await searchServer(mongod, toolchain.env)).found !== undefined) return;
      if (await isPipInstalled(toolchain.cacheDir, secantus)) return;
      if ((await missing(toolchain.env, toolchain.cacheDir)).length > 0) await apt(toolchain);
      await installPipPackage(secantus, toolchain);
    },
    async version() {
      const { found } = await searchServer(mongod, env);
      return found === undefined ? `${secantus.name} ${secantus.version}` : versionText(found.version);
    },
    async prepare(instance) {
      const { found } = await searchServer(mongod, env);
      if (found !== undefined) return await mongodSpec(found.path, instance, env);
      if (usesMongod(instance)) {
        throw new InstallError(
          `The data of this instance was written by mongod, which is not on PATH any more. Bring it back, or remove ${folders(instance).mongod}.`,
        );
      }
      return await secantusSpec(instance, env);
    },
    healthy: (instance) => answersMongo(instance.port('mongodb', 'mongodb')),
    async afterReady(instance) {
      if (usesMongod(instance)) await beginReplicaSet(instance.port('mongodb', 'mongodb'), 'arcade');
    },
  }),
};

async function mongodSpec(path: string, instance: InstanceContext, env: Environment): Promise<ProcessSpec> {
  const dbpath = folders(instance).mongod;
  await mkdir(dbpath, { recursive: true });
  const flags = {
    dbpath,
    port: instance.port('mongodb', 'mongodb'),
    bind_ip: '127.0.0.1',
    replSet: 'arcade',
    wiredTigerCacheSizeGB: 0.25,
    oplogSize: 200,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return {
    command: path,
    args: [...args, '--nounixsocket', '--quiet'],
    env: privateEnvironment(env, dbpath),
    cwd: dbpath,
    stopTimeoutMs: 30_000,
  };
}

async function secantusSpec(instance: InstanceContext, env: Environment): Promise<ProcessSpec> {
  const storage = folders(instance).secantus;
  await mkdir(storage, { recursive: true });
  const port = String(instance.port('mongodb', 'mongodb'));
  const place = ['--host', '127.0.0.1', '--port', port, '--storage-path', storage];
  return {
    command: pipPython(instance.cacheDir, secantus),
    args: ['-m', 'secantus', ...place, '--cache-size', '256M', '--log-level', 'WARNING'],
    env: privateEnvironment(env, instance.dataDir('mongodb')),
    cwd: instance.dataDir('mongodb'),
  };
}
