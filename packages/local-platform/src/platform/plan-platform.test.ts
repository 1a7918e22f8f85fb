import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstance } from '../instance/instance.ts';
import { publicUrl } from '../services/node-process.ts';
import { planPlatform } from './plan-platform.ts';

const values = `
services:
  front: { port: 9000, public: true, stores: [redis] }
  one: { port: 9001, actors: true, stores: [mysql] }
  plain: { port: 9002 }
  two: { port: 9003, actors: true, stores: [mysql, mail], companions: [payment-sandbox] }
`;

describe('planPlatform, of services whose names nobody knows', () => {
  let root: string;

  const planOf = (services?: readonly string[], env = {}, name = 'default', replicas = {}) => {
    const instance = openInstance({ root, name, cacheDir: join(root, 'cache') });
    const publicPort = { port: 8090, advice: 'choose another' };
    const plan = planPlatform({ instance, env, publicPort, replicas, ...(services === undefined ? {} : { services }) });
    const of = (component: string) => plan.components.find((each) => each.name === component);
    return { instance, plan, dependsOn: (component: string) => of(component)?.dependsOn, of };
  };
  const writeValues = (text: string) => writeFile(join(root, 'charts/arcade/values.yaml'), text);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'arcade-plan-'));
    await mkdir(join(root, 'charts/arcade'), { recursive: true });
    await writeValues(values);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('starts each service after its stores, its sidecar and its companions', () => {
    const { dependsOn } = planOf();
    expect(dependsOn('front')).toEqual(['redis', 'front-dapr']);
    expect(dependsOn('plain')).toEqual(['plain-dapr']);
    expect(dependsOn('two')).toEqual(['mariadb', 'mail', 'two-dapr', 'payment-sandbox']);
  });

  it('waits for no store that somebody else runs', () => {
    const { dependsOn, of } = planOf(undefined, { ARCADE_MYSQL_URL: 'mysql://elsewhere/' });
    expect(of('mariadb')).toBeUndefined();
    expect(dependsOn('two')).toEqual(['mail', 'two-dapr', 'payment-sandbox']);
    expect(dependsOn('one-dapr')).toEqual(['rabbitmq', 'mongodb', 'redis', 'sentry', 'placement', 'scheduler']);
  });

  it('starts the sidecars of hosts of actors one after the other, and the others side by side', () => {
    const { dependsOn } = planOf();
    const sidecars = (component: string) => dependsOn(component)?.filter((name) => name.endsWith('-dapr'));
    expect(['front-dapr', 'one-dapr', 'plain-dapr', 'two-dapr'].map(sidecars)).toEqual([[], [], [], ['one-dapr']]);
    expect(planOf(['two']).dependsOn('two-dapr')).not.toContain('one-dapr');
  });

  it('stops what clients reach before everything behind it', () => {
    const { of } = planOf();
    expect(of('front')?.stopsBefore).toEqual(['one', 'plain', 'two']);
    expect(of('two')?.stopsBefore).toBeUndefined();
  });

  it('runs as many processes of a service as asked for, each with a sidecar, beside one companion', () => {
    const { plan, of, dependsOn } = planOf(undefined, {}, 'e2e', { two: 2 });
    const names = plan.components.map(({ name }) => name).filter((name) => /^(two|payment)/.test(name));
    expect(names).toEqual(['two-dapr', 'two-2-dapr', 'payment-sandbox', 'two', 'two-2']);
    expect(dependsOn('two-2')).toEqual(['mariadb', 'mail', 'two-2-dapr', 'payment-sandbox']);
    expect(dependsOn('two-2-dapr')).toContain('two-dapr');
    expect(of('front')?.stopsBefore).toEqual(['one', 'plain', 'two', 'two-2']);
    expect(() => planOf(undefined, {}, 'e2e', { none: 2 })).toThrow('There is no service none');
  });

  it('gives the default instance the ports of the values, the public one as asked, and others any', async () => {
    const { plan, instance } = planOf();
    expect(plan.portWishes).toMatchObject({ 'front.http': { port: 8090 }, 'one.http': { port: 9001 } });
    expect(planOf(undefined, {}, 'e2e').plan.portWishes).toEqual({});
    await instance.assignPorts(['front.http']);
    expect(publicUrl(instance)).toBe(`http://localhost:${instance.port('front', 'http')}`);
  });

  it.each([
    ['no', values.replace('public: true', 'public: false')],
    ['a second', values.replace('port: 9002', 'port: 9002, public: true')],
  ])('refuses %s public service', async (_, text) => {
    await writeValues(text);
    expect(() => planOf()).toThrow('charts/arcade/values.yaml has to mark one service `public`');
  });

  it('runs the named services alone, and refuses one that is not there', () => {
    const { plan, of } = planOf(['plain']);
    expect([plan.isWhole, of('plain') === undefined, of('one'), of('payment-sandbox')]).toEqual([
      false,
      false,
      undefined,
      undefined,
    ]);
    expect(() => planOf(['none'])).toThrow('There is no service none in charts/arcade/values.yaml');
  });
});
