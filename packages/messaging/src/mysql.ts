export * from './mysql/mysql-messaging.ts';
