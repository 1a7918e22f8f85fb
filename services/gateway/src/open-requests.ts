import { networkOf } from '@arcade/service-defaults';
import type { RequestHandler } from 'express';
import { clientIpOf } from './client-ip.ts';
import type { YieldingPlaces } from './yielding-places.ts';

export interface OpenRequestOptions {
  readonly places: YieldingPlaces;
  /** From a request's arrival until its reader has the whole answer. */
  readonly timeoutMs: number;
  readonly trustedProxies: number;
}

/** Every request has a place while it is open, and an end: a reader that takes byte after byte is cut off. */
export function limitOpenRequests({ places, timeoutMs, trustedProxies }: OpenRequestOptions): RequestHandler {
  return (req, res, next) => {
    const cut = () => void res.destroy();
    const leave = places.enter(networkOf(clientIpOf(req, trustedProxies)), cut);
    const timer = setTimeout(cut, timeoutMs);
    res.once('close', () => {
      clearTimeout(timer);
      leave();
    });
    next();
  };
}
