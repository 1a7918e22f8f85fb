import type { StoreUrls } from '../stores/store-components.ts';

export interface DaprStores {
  readonly urls: Pick<StoreUrls, 'redis' | 'mongo' | 'rabbitmq'>;
  /** The schema for actor state, as its own account reaches it. */
  readonly actorsUrl: string;
  readonly preferencesDatabase: string;
}

/** The values that components/dapr asks for by `secretKeyRef`, keys of the secret `arcade-dapr`. */
export function daprSecrets({ urls, actorsUrl, preferencesDatabase }: DaprStores): Record<string, string> {
  const redis = new URL(urls.redis);
  const mysql = new URL(actorsUrl);
  const schema = mysql.pathname.slice(1);
  return {
    'redis-host': `${redis.hostname}:${redis.port || 6379}`,
    'redis-username': decodeURIComponent(redis.username),
    'redis-password': decodeURIComponent(redis.password),
    'redis-database': redis.pathname.slice(1) || '0',
    'redis-tls': String(redis.protocol === 'rediss:'),
    'mongodb-connection-string': withQuickFailure(urls.mongo),
    'mongodb-database': preferencesDatabase,
    'mysql-connection-string': `${decodeURIComponent(mysql.username)}:${decodeURIComponent(mysql.password)}@tcp(${mysql.hostname}:${mysql.port || 3306})/`,
    'mysql-schema': schema,
    'rabbitmq-connection-string': urls.rabbitmq,
  };
}

/** The driver's default lets a call hang for half a minute while the server is away. */
function withQuickFailure(mongo: string): string {
  const url = new URL(mongo);
  url.searchParams.set('serverSelectionTimeoutMS', '3000');
  return url.href;
}
