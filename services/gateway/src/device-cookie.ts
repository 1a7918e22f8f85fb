import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { deviceCookie } from '@arcade/contracts';
import { cookieReader } from './session-token.ts';

const keptSeconds = 31_536_000;
const deviceCookieOf = cookieReader(deviceCookie);

/** Cookies of browsers in which somebody has signed in. Only we can make them, so nobody has more devices than sign-ins. */
export interface DeviceCookies {
  /** The device that a request comes from; undefined when it shows none, or none of ours. */
  deviceOf(req: IncomingMessage): string | undefined;
  /** For `Set-Cookie`. */
  cookieFor(device: string): string;
}

/** @param secret known to all gateways and nobody else */
export function createDeviceCookies(secret: string): DeviceCookies {
  const seal = (device: string) => createHmac('sha256', secret).update(`device ${device}`).digest('base64url');
  return {
    deviceOf(req) {
      const [, device = '', given = ''] = /^([\w-]{1,64})\.([\w-]{43})$/.exec(deviceCookieOf(req) ?? '') ?? [];
      return device !== '' && timingSafeEqual(Buffer.from(given), Buffer.from(seal(device))) ? device : undefined;
    },
    cookieFor: (device) =>
      `${deviceCookie}=${device}.${seal(device)}; Path=/; Max-Age=${keptSeconds}; Secure; HttpOnly; SameSite=Lax`,
  };
}
