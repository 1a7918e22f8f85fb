export { GuardFailed } from './mysql/batching-driver.ts';
export * from './mysql/connect-mysql.ts';
export * from './mysql/in-transaction.ts';
export { later, type Session } from './mysql/later.ts';
export * from './mysql/migrate.ts';
export * from './mysql/mysql-idempotent.ts';
export * from './mysql/ping-mysql.ts';
export * from './mysql/read-together.ts';
