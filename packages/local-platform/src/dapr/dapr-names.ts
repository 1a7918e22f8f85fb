/** Names of Dapr's parts within an instance. */
export const controlPlane = ['sentry', 'placement', 'scheduler'] as const;
export const sidecarOf = (appId: string): string => `${appId}-dapr`;

/** Secrets that a service and its sidecar share. */
export const apiTokenName = (appId: string): string => `dapr-api-token-${appId}`;
export const appTokenName = (appId: string): string => `app-api-token-${appId}`;

/** All of one instance belongs to one trust domain; Kubernetes namespaces have no meaning here. */
export const trustDomain = 'localhost';
export const namespace = 'default';

/**
 * What every program of Dapr is told. Each does little, and there are many: with a thread for every core they spend a
 * quarter of their time looking for work.
 */
export const daprEnvironment: Readonly<Record<string, string>> = {
  NAMESPACE: namespace,
  DAPR_HOST_IP: '127.0.0.1',
  GOMAXPROCS: '1',
};
