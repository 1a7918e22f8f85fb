import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { join } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { instanceStores } from '../stores/instance-stores.ts';
import { assertionKeys } from './assertion-keys.ts';
import { serviceEnv } from './service-env.ts';
import { readServiceMap, serviceProcesses } from './service-map.ts';
import { admin, secretEnv } from './service-secrets.ts';

const root = join(import.meta.dirname, '../../../..');
const services = serviceProcesses(readServiceMap(root), { orders: 2 });

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
  const entry = services.find((service) => service.process === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  const serviceStores = {
    ...instanceStores(instance, {}),
    serviceEnv: async () => ({ MYSQL_URL: `mysql://own/${name}` }),
  };
  return serviceEnv(entry, instance, { PATH: '/bin' }, serviceStores);
};

describe('serviceEnv', () => {
  it('gives every service its ports, tokens and the key that checks identities', async () => {
    expect(services.map(({ process: each }) => each)).toContain('orders-2');
    for (const { name, process: each } of services) {
      expect(await envOf(each)).toMatchObject({
        PORT: String(instance.port(each, 'http')),
        HOST: '127.0.0.1',
        DAPR_HTTP_PORT: String(instance.port(`${each}-dapr`, 'http')),
        DAPR_API_TOKEN: instance.secret(`dapr-api-token-${name}`),
        APP_API_TOKEN: instance.secret(`app-api-token-${name}`),
        PUBLIC_URL: `http://localhost:${instance.port('gateway', 'http')}`,
        ASSERTION_PUBLIC_KEY: assertionKeys(instance).publicKey,
      });
    }
  });

  it('gives every service its stores', async () => {
    expect((await envOf('orders'))['MYSQL_URL']).toBe('mysql://own/orders');
  });

  it('gives the key that signs identities to the gateway alone', async () => {
    const holders = await Promise.all(
      services.map(async ({ name }) => ('ASSERTION_PRIVATE_KEY' in (await envOf(name)) ? name : undefined)),
    );
    expect(holders.filter((name) => name !== undefined)).toEqual(['gateway']);
    expect((await envOf('gateway'))['ASSERTION_PRIVATE_KEY']).toBe(assertionKeys(instance).privateKey);
  });

  it('gives the pages to whoever serves them, and the first account to whoever makes it', async () => {
    expect(await envOf('gateway')).toMatchObject({ WEB_ROOT: join(root, 'web/dist') });
    const { email, password } = admin(instance);
    const users = await envOf('users');
    expect(users).toMatchObject({ BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password });
    expect(users).not.toHaveProperty('WEB_ROOT');
  });

  it('refuses a secret that has no value on this machine', () => {
    expect(() => secretEnv(['assertion-privat-key'], instance)).toThrow('The secret assertion-privat-key of');
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
