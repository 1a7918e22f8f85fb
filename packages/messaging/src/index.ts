export type { ServiceHandlers } from './messaging-operations.ts';
export { logDays } from './event-log.ts';
export * from './messaging.ts';
export * from './outgoing-event.ts';
export { createServiceApp, type ServiceApp, type ServiceParts } from './service-app.ts';
export type { ServiceOverrides, ServiceRuntime } from './service-runtime.ts';
export * from './subscription.ts';
