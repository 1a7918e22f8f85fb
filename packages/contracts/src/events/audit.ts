import { AuditEntry } from '../audit.ts';
import type { ServiceName } from '../services.ts';
import { event } from './event.ts';

/** Aggregate: the entry, first as it began (version 1), then with its outcome (version 2). */
const audited = (service: ServiceName) => event(service, `${service}-audit`, 'recorded', AuditEntry.shape);

export const ProductsAudited = audited('products');
export const CartsAudited = audited('carts');
export const InventoryAudited = audited('inventory');
export const OrdersAudited = audited('orders');
export const PaymentsAudited = audited('payments');
