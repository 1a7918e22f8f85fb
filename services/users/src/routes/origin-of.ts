import { deviceHeader } from '@arcade/contracts';
import { networkOf } from '@arcade/service-defaults';
import type { Request } from 'express';
import type { Origin } from '../throttle/known-origins.ts';

/** Where a call comes from, as the gateway says. */
export const originOf = (req: Pick<Request, 'header'>): Origin => ({
  device: req.header(deviceHeader),
  network: networkOf(req.header('arcade-client-ip') ?? 'unknown'),
});
