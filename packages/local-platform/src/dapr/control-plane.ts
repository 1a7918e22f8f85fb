import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component, ProcessSpec } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { answersHttp } from '../stores/probe.ts';
import { privateEnvironment } from '../stores/private-environment.ts';
import { daprVersion, requireDapr, type DaprProgram } from './dapr-binaries.ts';
import { daprEnvironment, trustDomain } from './dapr-names.ts';
import { installDapr } from './install-dapr.ts';

type Environment = ToolchainContext['env'];
type Flags = Readonly<Record<string, string | number | boolean>>;

export const toFlags = (flags: Flags): readonly string[] =>
  Object.entries(flags).map(([name, value]) => `--${name}=${value}`);

export const sentryAddress = (instance: InstanceContext): string => `127.0.0.1:${instance.port('sentry', 'grpc')}`;
export const placementAddress = (instance: InstanceContext): string =>
  `127.0.0.1:${instance.port('placement', 'grpc')}`;
export const schedulerAddress = (instance: InstanceContext): string =>
  `127.0.0.1:${instance.port('scheduler', 'grpc')}`;

const caFile = (instance: InstanceContext) => join(instance.dataDir('sentry'), 'ca.crt');

/** The certificate everybody in the instance trusts; sentry makes it at its first start. */
export const trustAnchors = (instance: InstanceContext): Promise<string> => readFile(caFile(instance), 'utf8');

/** Sentry signs the certificates by which sidecars know each other, placement and scheduler host actors and reminders. */
export const controlPlaneComponents = (env: Environment): readonly Component[] => [
  sentry(env),
  placement(env),
  scheduler(env),
];

const listening = (instance: InstanceContext, component: string): Flags => ({
  'listen-address': '127.0.0.1',
  port: instance.port(component, 'grpc'),
  'healthz-listen-address': '127.0.0.1',
  'healthz-port': instance.port(component, 'health'),
  'enable-metrics': false,
  'log-level': 'warn',
  'trust-domain': trustDomain,
});

const underTls = (instance: InstanceContext): Flags => ({
  'tls-enabled': true,
  'trust-anchors-file': caFile(instance),
  'sentry-address': sentryAddress(instance),
});

interface Program {
  readonly name: DaprProgram;
  readonly dependsOn: readonly string[];
  readonly extraPorts?: readonly string[];
  readonly flags: (instance: InstanceContext, dir: string) => Flags | Promise<Flags>;
  readonly stop?: Pick<ProcessSpec, 'stopTimeoutMs'>;
}

const programComponent = (env: Environment, { name, dependsOn, extraPorts = [], flags, stop }: Program): Component => ({
  name,
  dependsOn,
  ports: ['grpc', 'health', ...extraPorts],
  install: installDapr,
  async prepare(instance) {
    const dir = instance.dataDir(name);
    const binaries = await requireDapr({ ...instance, env });
    return {
      command: binaries[name],
      args: toFlags({ ...listening(instance, name), ...(await flags(instance, dir)) }),
      env: { ...privateEnvironment(env, dir), ...daprEnvironment },
      cwd: dir,
      ...stop,
    };
  },
  healthy: (instance) => answersHttp(`http://127.0.0.1:${instance.port(name, 'health')}/healthz`),
  version: ({ root }) => daprVersion(root),
});

const sentry = (env: Environment) =>
  programComponent(env, {
    name: 'sentry',
    dependsOn: [],
    async flags(_, dir) {
      const config = join(dir, 'configuration.json');
      await writeFile(config, JSON.stringify(sentryConfiguration));
      return { config, 'issuer-credentials': dir };
    },
  });

const sentryConfiguration = {
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Configuration',
  metadata: { name: 'daprsystem' },
  spec: { mtls: { enabled: true, workloadCertTTL: '24h', allowedClockSkew: '15m' } },
};

const placement = (env: Environment) =>
  programComponent(env, {
    name: 'placement',
    dependsOn: ['sentry'],
    extraPorts: ['raft'],
    flags: (instance) => ({
      ...underTls(instance),
      id: 'dapr-placement-0',
      // How often it asks a sidecar that says nothing whether it is there: one that has died is known by its connection.
      'keepalive-time': '10s',
      'initial-cluster': `dapr-placement-0=127.0.0.1:${instance.port('placement', 'raft')}`,
    }),
  });

/** Under TLS its name has to be one that sentry's certificate has. Killed instead of asked to stop, it leaves a lease for which actors wait 20 s. */
const scheduler = (env: Environment) =>
  programComponent(env, {
    name: 'scheduler',
    dependsOn: ['sentry'],
    extraPorts: ['etcd-client', 'etcd-peer'],
    stop: { stopTimeoutMs: 20_000 },
    flags: (instance, dir) => ({
      ...underTls(instance),
      id: 'dapr-scheduler-server-0',
      'override-broadcast-host-port': schedulerAddress(instance),
      'etcd-data-dir': join(dir, 'etcd'),
      'etcd-initial-cluster': `dapr-scheduler-server-0=https://127.0.0.1:${instance.port('scheduler', 'etcd-peer')}`,
      'etcd-client-listen-address': '127.0.0.1',
      'etcd-client-port': instance.port('scheduler', 'etcd-client'),
      'etcd-initial-election-tick-advance': true,
      // What it has promised is in its log by then.
      'etcd-backend-batch-interval': '1s',
      'identity-directory-write': join(dir, 'identity'),
      workers: 64,
    }),
  });
