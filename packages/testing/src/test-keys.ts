import { generateKeyPairSync } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** The Ed25519 pair (JWKs as JSON) with which this process's tests assert identities. */
export const testKeys = {
  privateKey: JSON.stringify(privateKey.export({ format: 'jwk' })),
  publicKey: JSON.stringify(publicKey.export({ format: 'jwk' })),
} as const;

/** The token that `call`, `deliver` and `testSidecar` show to the services under test. */
export const testAppToken = 'test-app-token';
export const testApiToken = 'test-api-token';
