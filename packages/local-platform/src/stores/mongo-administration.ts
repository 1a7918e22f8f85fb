import type { MongoClient } from 'mongodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverUrl, type StoreParts } from './store.ts';

async function withServer<Result>(
  url: string,
  timeoutMs: number,
  work: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  // Loaded when needed: the driver is large, and most commands of the platform do without it.
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const withOwnServer = <Result>(port: number, work: (client: MongoClient) => Promise<Result>) =>
  withServer(`mongodb://127.0.0.1:${port}/?directConnection=true`, 1500, work);

export const answersMongo = (port: number): Promise<boolean> =>
  withOwnServer(port, (client) => client.db('admin').command({ ping: 1 })).then(
    () => true,
    () => false,
  );

const notYetBegun = 94;

/**
 * Makes a new server the only member of its replica set, or follows a port that has changed, and waits until it takes
 * writes.
 * @throws Error when it does not within 30 s
 */
export const beginReplicaSet = (port: number, name: string): Promise<void> =>
  withOwnServer(port, async (client) => {
    const admin = client.db('admin');
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
    const current = await admin.command({ replSetGetConfig: 1 }).catch((error: unknown) => {
      if ((error as { code?: number }).code === notYetBegun) return undefined;
      throw error;
    });
    const config = current?.['config'] as { version: number; members: { host: string }[] } | undefined;
    if (config === undefined) {
      await admin.command({ replSetInitiate: { _id: name, members } });
    } else if (config.members[0]?.host !== members[0]?.host) {
      await admin.command({ replSetReconfig: { ...config, members, version: config.version + 1 }, force: true });
    }
    const deadline = Date.now() + 30_000;
    while ((await admin.command({ hello: 1 }))['isWritablePrimary'] !== true) {
      if (Date.now() > deadline) throw new Error('mongod has not become the primary of its replica set');
      await sleep(50);
    }
  });

/** Databases; each comes to be with its first document. */
export const mongoDatabases = (urlVariable: string): StoreParts => ({
  url: (servers, { name }) => Object.assign(serverUrl(servers, urlVariable), { pathname: `/${name}` }).href,
  create: async () => {},
  drop: (servers, name) =>
    withServer(serverUrl(servers, urlVariable).href, 10_000, async (client) => {
      await client.db(name).dropDatabase();
    }),
  list: (servers) =>
    withServer(serverUrl(servers, urlVariable).href, 10_000, async (client) => {
      const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
      return databases.map(({ name }) => name);
    }),
});
