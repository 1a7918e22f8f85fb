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
