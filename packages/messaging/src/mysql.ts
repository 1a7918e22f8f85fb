export { messagingMigrations } from './mysql/migrations.ts';
export * from './mysql/mysql-messaging.ts';
export * from './mysql/mysql-runtime.ts';
