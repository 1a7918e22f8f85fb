import { inventoryApi, type Role, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { call, type CallInput, type StockedProduct } from '@arcade/testing';

type Given = Pick<CallInput<typeof inventoryApi.updateInventory>, 'ifMatch' | 'idempotencyKey'>;
interface Page {
  readonly cursor?: string;
  readonly limit?: number;
}

export const merchantOf = ({ merchantId }: StockedProduct) => ({ userId: merchantId, roles: ['merchant'] as Role[] });
export const stranger = () => ({ userId: newId<UserId>(), roles: ['merchant'] as Role[] });
export const admin = () => ({ userId: newId<UserId>(), roles: ['admin'] as Role[] });

/** What merchants ask of inventory, for their own product unless another identity is given. */
export const merchantCalls = ({ origin }: { readonly origin: string }) => ({
  read: (product: StockedProduct, headers: Record<string, string> = {}, identity?: ReturnType<typeof merchantOf>) =>
    call(origin, inventoryApi.getInventory, {
      params: { productId: product.productId },
      headers,
      ...(identity === undefined ? {} : { identity }),
    }),
  update: (product: StockedProduct, quantityAvailable: number, given: Given = {}, identity = merchantOf(product)) =>
    call(origin, inventoryApi.updateInventory, {
      identity,
      params: { productId: product.productId },
      body: { quantityAvailable, note: 'counted' },
      ...given,
    }),
  byHand: (product: StockedProduct, quantity: number, idempotencyKey = newId(), identity = merchantOf(product)) =>
    call(origin, inventoryApi.reserveInventory, {
      identity,
      idempotencyKey,
      params: { productId: product.productId },
      body: { quantity, minutes: 10 },
    }),
  release: (reservationId: string, identity: ReturnType<typeof merchantOf>) =>
    call(origin, inventoryApi.releaseReservation, { identity, params: { reservationId } }),
  ledger: (product: StockedProduct, query: Page = {}, identity = merchantOf(product)) =>
    call(origin, inventoryApi.readLedger, { identity, params: { productId: product.productId }, query }),
  reservations: (product: StockedProduct, query: Page = {}) =>
    call(origin, inventoryApi.listReservations, {
      identity: merchantOf(product),
      params: { productId: product.productId },
      query,
    }),
});
