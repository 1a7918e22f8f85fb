import { describe, expect, it } from '@jest/globals';
import { serviceEnvFor } from '@arcade/testing';
import { Config } from './config.ts';

const env = serviceEnvFor({
  MONGODB_URL: 'mongodb://x/',
  SMTP_URL: 'smtp://x/',
  PUBLIC_URL: 'https://shop.test',
});

describe('Config', () => {
  it('hashes with 64 MiB and three passes unless told otherwise', () => {
    expect(Config.parse(env)).toMatchObject({ ARGON2_MEMORY_KIB: 65_536, ARGON2_ITERATIONS: 3, ARGON2_PARALLELISM: 1 });
  });

  it.each([
    ['less memory than is safe', { ARGON2_MEMORY_KIB: '19455' }],
    ['one pass', { ARGON2_ITERATIONS: '1' }],
    ['an administrator without a password', { BOOTSTRAP_ADMIN_EMAIL: 'a@example.com' }],
    ['an administrator without an address', { BOOTSTRAP_ADMIN_PASSWORD: 'long enough for us' }],
    ['sessions that outlive their revocations', { SESSION_SECONDS: '2592001' }],
  ])('refuses %s', (_, settings) => {
    expect(Config.safeParse({ ...env, ...settings }).success).toBe(false);
  });
});
