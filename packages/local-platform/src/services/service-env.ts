import { join } from 'node:path';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { apiTokenName, appTokenName, sidecarOf } from '../dapr/dapr-names.ts';
import type { InstanceStores } from '../stores/instance-stores.ts';
import { assertionKeys } from './assertion-keys.ts';
import { companionOf } from './companions.ts';
import { nodeEnv, publicUrl } from './node-process.ts';
import type { ServiceEntry } from './service-map.ts';

type Environment = ToolchainContext['env'];

export const adminEmail = 'admin@arcade.example';
export const adminPassword = (instance: InstanceContext): string => instance.secret('admin-password').slice(0, 16);
export const webRoot = (root: string): string => join(root, 'web/dist');

/** The complete environment of a service; its parts of stores exist when this resolves. */
export async function serviceEnv(
  { name, stores, companions }: ServiceEntry,
  instance: InstanceContext,
  env: Environment,
  instanceStores: InstanceStores,
): Promise<Record<string, string>> {
  return {
    ...nodeEnv(instance, env),
    PORT: String(instance.port(name, 'http')),
    HOST: '127.0.0.1',
    DAPR_HTTP_PORT: String(instance.port(sidecarOf(name), 'http')),
    DAPR_API_TOKEN: instance.secret(apiTokenName(name)),
    APP_API_TOKEN: instance.secret(appTokenName(name)),
    ASSERTION_PUBLIC_KEY: assertionKeys(instance).publicKey,
    LOG_LEVEL: env['LOG_LEVEL'] || 'info',
    PUBLIC_URL: publicUrl(instance),
    ...(await instanceStores.serviceEnv(stores, name)),
    ...Object.assign({}, ...companions.map((companion) => companionOf(companion).serviceEnv(instance))),
    ...ownSettings(name, instance),
  };
}

/** What only one service has. */
function ownSettings(name: string, instance: InstanceContext): Record<string, string> {
  switch (name) {
    case 'gateway':
      return { ASSERTION_PRIVATE_KEY: assertionKeys(instance).privateKey, WEB_ROOT: webRoot(instance.root) };
    case 'users':
      return { BOOTSTRAP_ADMIN_EMAIL: adminEmail, BOOTSTRAP_ADMIN_PASSWORD: adminPassword(instance) };
    default:
      return {};
  }
}
