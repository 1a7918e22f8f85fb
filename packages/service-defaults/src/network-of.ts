import { isIP } from 'node:net';

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
