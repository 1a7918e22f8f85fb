import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readServiceMap } from '../services/service-map.ts';
import { daprSecrets } from '../stores/instance-stores.ts';
import { localConfiguration, localSecretStore } from './sidecar-configuration.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, 'components/dapr');
const read = (path: string) => parse(readFileSync(path, 'utf8')) as Resource;

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly auth?: { readonly secretStore: string };
  readonly scopes?: readonly string[];
  readonly spec: {
    readonly metadata?: readonly {
      readonly name: string;
      readonly secretKeyRef?: { readonly name: string; readonly key: string };
    }[];
    readonly accessControl?: { readonly defaultAction: string };
    readonly targets?: { readonly apps: Readonly<Record<string, unknown>> };
  };
}

const resources = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => read(join(folder, name)));
const components = resources.filter(({ kind }) => kind === 'Component');
const services = readServiceMap(root).map(({ name }) => name);

const secrets = daprSecrets({
  redis: 'redis://:red%2Fsecret@127.0.0.1:21001/2',
  mongodb: 'mongodb://127.0.0.1:21002/dapr_preferences?replicaSet=rs0',
  rabbitmq: 'amqp://shop:secret@127.0.0.1:21003/vhost',
  mysql: 'mysql://dapr_actors:my%20secret@127.0.0.1:21004/dapr_actors',
});

describe('daprSecrets', () => {
  it('takes the stores’ URLs apart as Dapr wants them', () => {
    expect(secrets).toEqual({
      'redis-host': '127.0.0.1:21001',
      'redis-username': '',
      'redis-password': 'red/secret',
      'redis-database': '2',
      'redis-tls': 'false',
      'mongodb-connection-string': 'mongodb://127.0.0.1:21002/?replicaSet=rs0&serverSelectionTimeoutMS=3000',
      'mongodb-database': 'dapr_preferences',
      'mysql-connection-string': 'dapr_actors:my secret@tcp(127.0.0.1:21004)/',
      'mysql-schema': 'dapr_actors',
      'rabbitmq-connection-string': 'amqp://shop:secret@127.0.0.1:21003/vhost',
    });
  });

  it('has exactly the keys that components/dapr asks for, from the store they name', () => {
    const asked = components.flatMap(
      ({ spec }) => spec.metadata?.flatMap(({ secretKeyRef }) => secretKeyRef ?? []) ?? [],
    );
    expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(['arcade-dapr']));
    expect(asked.map(({ key }) => key).toSorted()).toEqual(Object.keys(secrets).toSorted());
    expect(new Set(components.map(({ auth }) => auth?.secretStore))).toEqual(
      new Set([localSecretStore('').metadata.name]),
    );
  });
});

describe('components/dapr', () => {
  it('shows every component to named services only', () => {
    for (const { metadata, scopes = [] } of components) {
      expect([metadata.name, scopes.length]).not.toEqual([metadata.name, 0]);
      expect(scopes.filter((scope) => !services.includes(scope))).toEqual([]);
    }
  });

  it('denies by default in each service’s Configuration, and retries calls to none of them by itself', () => {
    const resiliency = resources.find(({ kind }) => kind === 'Resiliency');
    expect(Object.keys(resiliency?.spec.targets?.apps ?? {}).toSorted()).toEqual(services.toSorted());
    for (const name of services) {
      const configuration = read(join(folder, 'configurations', `${name}.yaml`));
      expect([name, configuration.metadata.name]).toEqual([name, name]);
      expect(configuration.spec.accessControl?.defaultAction).toBe('deny');
    }
  });

  it('leaves to this machine what only this machine has', () => {
    const local = Object.keys(localConfiguration('/names.db').spec);
    for (const name of services) {
      const shared = Object.keys(read(join(folder, 'configurations', `${name}.yaml`)).spec);
      expect(local.filter((key) => shared.includes(key))).toEqual([]);
    }
  });
});
