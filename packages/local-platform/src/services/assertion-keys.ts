import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { InstanceContext } from '../context.ts';

/** PKCS #8 of an Ed25519 key: this, then its 32 bytes. */
const pkcs8Prefix = '302e020100300506032b657004220420';

/** The gateway's key pair for identity assertions, as JWKs in JSON; it follows from a secret of the instance. */
export function assertionKeys(instance: InstanceContext): { readonly privateKey: string; readonly publicKey: string } {
  const seed = instance.secret('assertion-key') + instance.secret('assertion-key-rest');
  const der = Buffer.from(pkcs8Prefix + seed.slice(0, 64), 'hex');
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    privateKey: JSON.stringify(privateKey.export({ format: 'jwk' })),
    publicKey: JSON.stringify(createPublicKey(privateKey).export({ format: 'jwk' })),
  };
}
