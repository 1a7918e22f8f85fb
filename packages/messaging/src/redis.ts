export * from './redis/redis-projection.ts';
