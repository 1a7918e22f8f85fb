import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { assertionKeys } from './assertion-keys.ts';
import { serviceEnv } from './service-env.ts';
import { serviceDatabases } from './service-databases.ts';
import { readServiceMap } from './service-map.ts';

const root = join(import.meta.dirname, '../../../..');
const services = readServiceMap(root);

/** Numbers and secrets that tell where they come from. */
const instance: InstanceContext & { readonly name: string } = {
  name: 'e2e-1',
  root,
  cacheDir: '/cache',
  dir: '/nowhere',
  dataDir: (component) => `/nowhere/data/${component}`,
  logFile: (component) => `/nowhere/log/${component}.log`,
  port: (component, name) => 20_000 + component.length * 100 + name.length,
  secret: (name) => Buffer.from(name.padEnd(24, '.')).toString('hex').slice(0, 48),
};
const envOf = (name: string) => {
  const entry = services.find((service) => service.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  const databases = { ...serviceDatabases(instance, {}), mysql: async (service: string) => `mysql://own/${service}` };
  return serviceEnv(entry, instance, { PATH: '/bin' }, databases);
};

describe('serviceEnv', () => {
  it('gives every service its ports, tokens and the key that checks identities', async () => {
    for (const { name } of services) {
      expect(await envOf(name)).toMatchObject({
        PORT: String(instance.port(name, 'http')),
        HOST: '127.0.0.1',
        DAPR_HTTP_PORT: String(instance.port(`${name}-dapr`, 'http')),
        DAPR_API_TOKEN: instance.secret(`dapr-api-token-${name}`),
        APP_API_TOKEN: instance.secret(`app-api-token-${name}`),
        PUBLIC_URL: `http://localhost:${instance.port('gateway', 'http')}`,
        ASSERTION_PUBLIC_KEY: assertionKeys(instance).publicKey,
      });
    }
  });

  it('gives a service the stores that it lists and no other', async () => {
    const storesOf = async (name: string) =>
      Object.keys(await envOf(name)).filter((key) =>
        ['MYSQL_URL', 'MONGODB_URL', 'REDIS_URL', 'SMTP_URL'].includes(key),
      );
    expect(await storesOf('orders')).toEqual(['MYSQL_URL']);
    expect(await storesOf('products')).toEqual(['MONGODB_URL']);
    expect(await storesOf('users')).toEqual(['MONGODB_URL', 'REDIS_URL', 'SMTP_URL']);
    expect((await envOf('orders'))['MYSQL_URL']).toBe('mysql://own/orders');
  });

  it('gives the key that signs identities to the gateway alone', async () => {
    const holders = await Promise.all(
      services.map(async ({ name }) => ('ASSERTION_PRIVATE_KEY' in (await envOf(name)) ? name : undefined)),
    );
    expect(holders.filter((name) => name !== undefined)).toEqual(['gateway']);
  });
});

describe('serviceDatabases', () => {
  it('calls databases by the service on own servers, and by instance and service on shared ones', () => {
    expect(new URL(serviceDatabases(instance, {}).mongodb('users')).pathname).toBe('/users');
    const shared = { ARCADE_MONGODB_URL: 'mongodb://elsewhere:27017/', ARCADE_MYSQL_URL: 'mysql://root:x@elsewhere/' };
    expect(new URL(serviceDatabases(instance, shared).mongodb('users')).pathname).toBe('/e2e_1_users');
    const mysql = new URL(serviceDatabases(instance, shared).mysqlUrl('orders'));
    expect([mysql.username, mysql.host, mysql.pathname]).toEqual(['e2e_1_orders', 'elsewhere', '/e2e_1_orders']);
  });
});

describe('assertionKeys', () => {
  it('are a pair and the same every time', () => {
    const { privateKey, publicKey } = assertionKeys(instance);
    const data = Buffer.from('an identity');
    const signature = sign(null, data, createPrivateKey({ key: JSON.parse(privateKey), format: 'jwk' }));
    const publicHalf = createPublicKey({ key: JSON.parse(publicKey), format: 'jwk' });
    expect(verify(null, data, publicHalf, signature)).toBe(true);
    expect(assertionKeys(instance)).toEqual({ privateKey, publicKey });
    expect(publicKey).not.toContain('"d"');
  });
});
