import { OrderAction } from '@arcade/contracts';
import type { Handler } from './allowed-actions.ts';
import type { Line } from './order.ts';

/** An admin, or a merchant on their lines. */
export const handlerOf = (merchantId?: string): Handler => ({
  actor: merchantId ?? 'admin',
  merchantId,
  may: OrderAction.options,
});

export const parcel = (shipmentId: string, lines?: readonly Line[]) => ({
  shipmentId,
  carrier: 'Post',
  trackingNumber: `T-${shipmentId}`,
  lines,
});
