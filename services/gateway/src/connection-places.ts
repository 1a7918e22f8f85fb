import type { Socket } from 'node:net';
import { networkOf } from '@arcade/service-defaults';
import type { Places } from './places.ts';

/**
 * Whether a network may open one more connection. Behind proxies everybody comes from the same few addresses, and our
 * sidecar and whoever works on this machine come from loopback: for those only the requests are counted.
 */
export function connectionPlaces(places: Places, trustedProxies: number): (socket: Socket) => boolean {
  return (socket) => {
    const address = socket.remoteAddress ?? '';
    if (trustedProxies > 0 || isLoopback(address)) return true;
    const leave = places.take(networkOf(address));
    if (leave === undefined) return false;
    socket.once('close', leave);
    return true;
  };
}

const isLoopback = (address: string) => /^(?:::ffff:)?127\.|^::1$/.test(address);
