import { join } from 'node:path';
import type { InstanceContext, ToolchainContext } from '../context.ts';
import { apiTokenName, appTokenName, sidecarOf } from '../dapr/dapr-names.ts';
import type { InstanceStores } from '../stores/instance-stores.ts';
import { assertionKeys } from './assertion-keys.ts';
import { companionOf } from './companions.ts';
import { nodeEnv, publicUrl } from './node-process.ts';
import type { ServiceProcess } from './service-map.ts';
import { secretEnv } from './service-secrets.ts';

type Environment = ToolchainContext['env'];

/** The complete environment of a service; its parts of stores exist when this resolves. */
export async function serviceEnv(
  { name, process, stores, secrets, companions, web }: ServiceProcess,
  instance: InstanceContext,
  env: Environment,
  instanceStores: InstanceStores,
): Promise<Record<string, string>> {
  return {
    ...nodeEnv(instance, env),
    PORT: String(instance.port(process, 'http')),
    HOST: '127.0.0.1',
    DAPR_HTTP_PORT: String(instance.port(sidecarOf(process), 'http')),
    DAPR_API_TOKEN: instance.secret(apiTokenName(name)),
    APP_API_TOKEN: instance.secret(appTokenName(name)),
    ASSERTION_PUBLIC_KEY: assertionKeys(instance).publicKey,
    LOG_LEVEL: env['LOG_LEVEL'] || 'info',
    PUBLIC_URL: publicUrl(instance),
    ...(await instanceStores.serviceEnv(stores, name)),
    ...Object.assign({}, ...companions.map((companion) => companionOf(companion).serviceEnv(instance))),
    ...secretEnv(secrets, instance),
    ...(web ? { WEB_ROOT: join(instance.root, 'web/dist') } : {}),
  };
}
