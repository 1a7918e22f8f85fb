export * from './mysql/connect-mysql.ts';
export * from './mysql/in-transaction.ts';
export * from './mysql/migrate.ts';
export * from './mysql/mysql-idempotent.ts';
export * from './mysql/ping-mysql.ts';
