export * from './mongo/connect-mongo.ts';
export * from './mongo/mongo-idempotent.ts';
export * from './mongo/ping-mongo.ts';
