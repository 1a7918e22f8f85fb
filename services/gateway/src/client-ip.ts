import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** The address that the outermost trusted proxy saw; whatever stands left of it in the header is hearsay. */
export function clientIpOf(req: IncomingMessage, trustedProxies: number): string {
  const direct = plain(req.socket.remoteAddress ?? 'unknown');
  if (trustedProxies === 0) return direct;
  const chain = [req.headers['x-forwarded-for'] ?? []].flat().join().split(',');
  const address = plain(chain.at(-trustedProxies)?.trim() ?? '');
  return isIP(address) === 0 ? direct : address;
}

/** IPv4 as such, also where it arrives inside IPv6. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Whom a limit counts: one household of IPv6 addresses (a /64) is one. */
export function networkOf(ip: string): string {
  if (isIP(ip) !== 6) return ip;
  const { hostname } = new URL(`http://[${ip.split('%')[0] ?? ip}]`);
  const [left = '', right] = hostname.slice(1, -1).split('::');
  const head = left.split(':').filter((group) => group !== '');
  const tail = (right ?? '').split(':').filter((group) => group !== '');
  const zeros = right === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
