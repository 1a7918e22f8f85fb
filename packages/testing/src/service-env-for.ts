import type { ServiceEnv } from '@arcade/service-defaults';
import { testApiToken, testAppToken, testKeys } from './test-keys.ts';

const defaults: ServiceEnv = {
  // Nothing listens on these: `startApp` and `testSidecar` choose their own.
  PORT: 1,
  HOST: '127.0.0.1',
  DAPR_HTTP_PORT: 1,
  DAPR_API_TOKEN: testApiToken,
  APP_API_TOKEN: testAppToken,
  ASSERTION_PUBLIC_KEY: testKeys.publicKey,
  STOP_ACCEPT_SECONDS: 0,
  LOG_LEVEL: 'silent',
  ARCADE_FAILPOINTS: '',
};

/** What every service's configuration has, with values for tests, and a service's own settings beside it. */
export const serviceEnvFor = <const Own extends object = object>(
  overrides?: Own,
): Omit<ServiceEnv, keyof Own> & Own => ({
  ...defaults,
  ...(overrides as Own),
});
