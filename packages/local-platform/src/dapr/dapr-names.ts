/** Names of Dapr's parts within an instance. */
export const controlPlane = ['sentry', 'placement', 'scheduler'] as const;
export const sidecarOf = (appId: string): string => `${appId}-dapr`;

/** Secrets that a service and its sidecar share. */
export const apiTokenName = (appId: string): string => `dapr-api-token-${appId}`;
export const appTokenName = (appId: string): string => `app-api-token-${appId}`;

/** All of one instance belongs to one trust domain; Kubernetes namespaces have no meaning here. */
export const trustDomain = 'localhost';
export const namespace = 'default';
