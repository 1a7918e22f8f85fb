export * from './mongo/mongo-messaging.ts';
export * from './mongo/mongo-runtime.ts';
