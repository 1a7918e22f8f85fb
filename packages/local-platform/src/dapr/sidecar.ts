import { join } from 'node:path';
import type { Component } from '../component.ts';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { privateEnvironment } from '../stores/private-environment.ts';
import { placementAddress, schedulerAddress, sentryAddress, toFlags, trustAnchors } from './control-plane.ts';
import { daprVersion, requireDapr } from './dapr-binaries.ts';
import {
  apiTokenName,
  appTokenName,
  controlPlane,
  daprEnvironment,
  namespace,
  sidecarOf,
  trustDomain,
} from './dapr-names.ts';
import { installDapr } from './install-dapr.ts';
import { daprFiles, writeDaprFiles } from './sidecar-configuration.ts';

export interface SidecarOptions {
  readonly appId: string;
  /** The app's component, after which the sidecar is called; default: the app-id. */
  readonly process?: string;
  /** Components that must run first, such as the stores of its Dapr components. */
  readonly after: readonly string[];
  /** The app's port. */
  readonly appPort: (instance: InstanceContext) => number;
  /** Values for the secret `arcade-dapr`; what they name exists when this resolves. */
  readonly secrets: () => Promise<Readonly<Record<string, string>>>;
  /** Folder with Dapr components and `configurations/<appId>.yaml`; default `components/dapr`. */
  readonly resources?: string;
  readonly env: ToolchainContext['env'];
}

/** Uploads are up to 15 MB and travel through two sidecars. */
const maxBodySize = '20Mi';
/** Of a request's line and headers together: an address of 8,000 characters, and what the gateway sends along. */
const readBufferSize = '32Ki';

/** The sidecar of one app: mTLS, access control, tokens, health check, all on loopback. */
export function createSidecar(options: SidecarOptions): Component {
  const { appId, process = appId, env } = options;
  const name = sidecarOf(process);
  return {
    name,
    dependsOn: [...options.after, ...controlPlane],
    ports: ['http', 'grpc', 'internal'],
    install: installDapr,
    async prepare(instance) {
      await writeDaprFiles(instance, await options.secrets());
      const binaries = await requireDapr({ ...instance, env });
      const dir = instance.dataDir(name);
      return {
        command: binaries.daprd,
        args: [...toFlags(flagsOf(options, instance)), ...placesOf(options, instance)],
        env: {
          ...privateEnvironment(env, dir),
          ...daprEnvironment,
          DAPR_TRUST_ANCHORS: await trustAnchors(instance),
          DAPR_API_TOKEN: instance.secret(apiTokenName(appId)),
          APP_API_TOKEN: instance.secret(appTokenName(appId)),
        },
        cwd: dir,
      };
    },
    healthy: (instance) => sidecarAnswers(instance, process, 'healthz/outbound'),
    version: ({ root }) => daprVersion(root),
  };
}

/** Whether the sidecar has found its app, too, and subscribed for it. */
export const sidecarHasApp = (instance: InstanceContext, process: string): Promise<boolean> =>
  sidecarAnswers(instance, process, 'healthz');

const sidecarAnswers = (instance: InstanceContext, process: string, path: string) =>
  fetch(`http://127.0.0.1:${instance.port(sidecarOf(process), 'http')}/v1.0/${path}`, {
    signal: AbortSignal.timeout(2000),
  }).then(
    ({ status }) => status === 204,
    () => false,
  );

function flagsOf({ appId, process = appId, appPort }: SidecarOptions, instance: InstanceContext) {
  const port = (portName: string) => instance.port(sidecarOf(process), portName);
  return {
    'app-id': appId,
    'app-port': appPort(instance),
    'app-protocol': 'http',
    mode: 'standalone',
    'dapr-http-port': port('http'),
    'dapr-grpc-port': port('grpc'),
    'dapr-internal-grpc-port': port('internal'),
    'dapr-listen-addresses': '127.0.0.1',
    'dapr-internal-grpc-listen-address': '127.0.0.1',
    'enable-metrics': false,
    'enable-mtls': true,
    'sentry-address': sentryAddress(instance),
    'control-plane-trust-domain': trustDomain,
    'control-plane-namespace': namespace,
    'placement-host-address': placementAddress(instance),
    'scheduler-host-address': schedulerAddress(instance),
    'enable-app-health-check': true,
    'app-health-check-path': '/healthz',
    'app-health-probe-interval': 1,
    // A busy event loop is not a dead app: what is sent to a dead one meanwhile is refused and comes again.
    'app-health-probe-timeout': 900,
    'app-health-threshold': 3,
    'max-body-size': maxBodySize,
    'read-buffer-size': readBufferSize,
    'dapr-graceful-shutdown-seconds': 1,
    'log-level': 'warn',
  };
}

/** The app's own Configuration first (without it everybody may call everything), what this machine needs over it. */
function placesOf({ appId, resources }: SidecarOptions, instance: InstanceContext): readonly string[] {
  const files = daprFiles(instance);
  const folder = resources ?? join(instance.root, 'components/dapr');
  return [
    `--config=${join(folder, 'configurations', `${appId}.yaml`)}`,
    `--config=${files.configuration}`,
    `--resources-path=${folder}`,
    `--resources-path=${files.resources}`,
  ];
}
