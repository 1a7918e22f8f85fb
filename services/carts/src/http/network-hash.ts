import { networkOf } from '@arcade/service-defaults';
import { createHmac } from 'node:crypto';

/** The header by which the gateway tells a client's address; it lets no client's own pass. */
const clientIpHeader = 'arcade-client-ip';

export type NetworkHash = (call: { header(name: string): string | undefined }) => string | null;

/**
 * Names a caller's network (an IPv4 address, or a /64) by a keyed hash: carts of one network can be counted, and nobody
 * learns from what is stored where a guest was.
 */
export function createNetworkHash(key: string): NetworkHash {
  return (call) => {
    const address = call.header(clientIpHeader);
    if (address === undefined) return null;
    return createHmac('sha256', key)
      .update(`network ${networkOf(address)}`)
      .digest('base64url')
      .slice(0, 22);
  };
}
