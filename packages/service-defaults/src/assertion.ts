import { DomainError, Identity } from '@arcade/contracts';
import { importJWK, jwtVerify, SignJWT, type JWK } from 'jose';

/** Seconds an assertion lives. */
export const assertionLifetime = 60;

const keyOf = (jwk: string) => importJWK(JSON.parse(jwk) as JWK, 'EdDSA');

/** Mints the JWT (EdDSA, RFC 8037) by which the gateway tells services who is asking. */
export async function createAssertionSigner(
  privateJwk: string,
): Promise<(identity: Identity, now: Date) => Promise<string>> {
  const key = await keyOf(privateJwk);
  return async (identity, now) =>
    await new SignJWT({ ...identity })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setExpirationTime(Math.floor(now.getTime() / 1000) + assertionLifetime)
      .sign(key);
}

export type AssertionVerifier = (token: string, now: Date) => Promise<Identity>;

/** Checks an assertion. One seen before costs a map lookup: a session's calls carry the same one for a while. */
export async function createAssertionVerifier(publicJwk: string): Promise<AssertionVerifier> {
  const key = await keyOf(publicJwk);
  const known = new Map<string, { identity: Identity; expiresAt: number }>();
  return async (token, now) => {
    const seen = known.get(token);
    if (seen !== undefined && seen.expiresAt > now.getTime()) return seen.identity;
    const { payload } = await jwtVerify(token, key, { algorithms: ['EdDSA'], currentDate: now }).catch(() => {
      throw new DomainError('unauthenticated', 'The assertion is not ours or has expired');
    });
    const identity = Identity.parse(payload);
    if (known.size >= 10_000) known.clear();
    known.set(token, { identity, expiresAt: (payload.exp ?? 0) * 1000 });
    return identity;
  };
}
