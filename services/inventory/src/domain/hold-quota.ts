import type { Holder, HoldQuota } from '@arcade/contracts';
import { sellable, type Stock } from './stock.ts';

/** How much of a product carts may hold. Orders are not limited: they take over what their cart holds, and what is free. */
export interface HoldQuotas {
  /** Units of one product in one cart. */
  readonly cart: Readonly<Record<Holder['trust'], number>>;
  /** Units of one product in all guests' carts of one network. */
  readonly guestNetwork: number;
  /** Per cent of a product's units that guests leave to those who are known. */
  readonly guestsLeavePercent: number;
}

export interface Holding {
  readonly stock: Stock;
  /** Units that this cart has. They stay its own: only growth is limited. */
  readonly own: number;
  /** Units that other guests' carts of its network hold. */
  readonly network: number;
}

/** What a cart may hold of a product, and what limits it most. */
export function quotaOf(holder: Holder, { stock, own, network }: Holding, quotas: HoldQuotas): HoldQuota {
  const limits: HoldQuota[] = [{ by: 'cart', allowed: quotas.cart[holder.trust] }];
  if (holder.trust === 'guest') {
    const left = Math.floor((stock.onHand * quotas.guestsLeavePercent) / 100);
    limits.push(
      { by: 'network', allowed: quotas.guestNetwork - network },
      { by: 'product', allowed: own + sellable(stock) - left },
    );
  }
  const { by, allowed } = limits.reduce((least, next) => (next.allowed < least.allowed ? next : least));
  return { by, allowed: Math.max(own, allowed, 0) };
}
