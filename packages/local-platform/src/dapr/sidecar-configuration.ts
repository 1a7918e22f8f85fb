import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceContext } from '../context.ts';

/** Folders and files that all sidecars of an instance read. */
export const daprFiles = (instance: InstanceContext) => {
  const dir = join(instance.dir, 'dapr');
  return {
    dir,
    configuration: join(dir, 'configuration.json'),
    /** Components of this machine only, beside those of components/dapr. */
    resources: join(dir, 'resources'),
    secrets: join(dir, 'secrets.json'),
    names: join(dir, 'names.db'),
  };
};

/** What only this machine needs; daprd lays it over the app's own Configuration. */
export const localConfiguration = (namesFile: string) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Configuration',
  metadata: { name: 'local' },
  spec: {
    mtls: { enabled: true },
    nameResolution: {
      component: 'sqlite',
      version: 'v1',
      configuration: { connectionString: namesFile, updateInterval: '30s' },
    },
    metric: { enabled: false },
    tracing: { samplingRate: '0' },
  },
});

/** `arcade-secrets` as a file; in the cluster a component of this name reads Kubernetes Secrets. */
export const localSecretStore = (secretsFile: string) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'arcade-secrets' },
  spec: {
    type: 'secretstores.local.file',
    version: 'v1',
    metadata: [
      { name: 'secretsFile', value: secretsFile },
      { name: 'multiValued', value: 'true' },
    ],
  },
});

/** Writes what sidecars read. JSON is YAML, and daprd looks for `.yaml` among resources. */
export async function writeDaprFiles(instance: InstanceContext, secrets: Readonly<Record<string, string>>) {
  const files = daprFiles(instance);
  await mkdir(files.resources, { recursive: true, mode: 0o700 });
  await writeWhole(files.configuration, localConfiguration(files.names));
  await writeWhole(files.secrets, { 'arcade-dapr': secrets });
  await writeWhole(join(files.resources, 'secrets.yaml'), localSecretStore(files.secrets));
}

/** Sidecars start side by side: none may read what another start has half written. */
async function writeWhole(path: string, content: unknown): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(content), { mode: 0o600 });
  await rename(draft, path);
}
