export * from './mongo/mongo-messaging.ts';
