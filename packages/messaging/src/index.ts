export * from './audit-over.ts';
export * from './messaging.ts';
export * from './outgoing-event.ts';
export * from './subscription.ts';
