import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Dapr component in short form, e.g. `{ name: 'sessions', type: 'state.redis', metadata: { redisHost: '…' } }`. */
export interface DaprComponent {
  readonly name: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** As the platform's own component, but on the test's virtual host. */
const pubsub = (vhostUrl: string): DaprComponent => ({
  name: 'pubsub',
  type: 'pubsub.rabbitmq',
  metadata: {
    connectionString: vhostUrl,
    durable: 'true',
    deletedWhenUnused: 'false',
    deliveryMode: '2',
    publisherConfirm: 'true',
    autoAck: 'false',
    requeueInFailure: 'true',
    prefetchCount: '16',
    reconnectWait: '1',
    concurrency: 'parallel',
  },
});

const documentOf = ({ name, type, metadata }: DaprComponent) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name },
  spec: {
    type,
    version: 'v1',
    metadata: Object.entries(metadata).map(([key, value]) => ({ name: key, value })),
  },
});

/** Sidecars of one virtual host find each other. */
const configurationOf = (vhostUrl: string) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Configuration',
  metadata: { name: 'test' },
  spec: {
    nameResolution: {
      component: 'sqlite',
      version: 'v1',
      configuration: { connectionString: namesFile(vhostUrl), updateInterval: '5s' },
    },
    metric: { enabled: false },
    tracing: { samplingRate: '0' },
  },
});

/** Where sidecars of a virtual host keep their addresses. */
export const namesFile = (vhostUrl: string): string =>
  join(tmpdir(), `arcade-names-${new URL(vhostUrl).pathname.slice(1)}.db`);

/**
 * Writes a sidecar's components and configuration (JSON is YAML). They lie apart: a Configuration among the resources
 * makes daprd reload itself.
 */
export async function writeResources(dir: string, vhostUrl: string, components: readonly DaprComponent[]) {
  const resources = join(dir, 'components');
  await mkdir(resources);
  for (const component of [pubsub(vhostUrl), ...components]) {
    await writeFile(join(resources, `${component.name}.yaml`), JSON.stringify(documentOf(component)));
  }
  const config = join(dir, 'configuration.yaml');
  await writeFile(config, JSON.stringify(configurationOf(vhostUrl)));
  return { config, resources };
}
