import {
  ordersApi,
  ProductCreated,
  ProductStatusChanged,
  productsApi,
  DomainError,
  PriceChanged,
  type EndpointAnswer,
  type EventDefinition,
  type OrderStatus,
  type UserId,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { eventOf, noEvents, startPeer, type PublishedEvent } from '@arcade/testing';
import { aProduct } from './domain/cart-samples.fixture.ts';

export type TestProduct = EndpointAnswer<typeof productsApi.resolveProducts>['items'][number];

/** Products as far as carts know it: a catalogue that a test changes, and the events of each change. */
export async function startProducts() {
  const catalogue = new Map<string, TestProduct>();
  let asked = 0;
  const { resolveProducts, readProductEvents } = productsApi;
  const app = await startPeer(
    { resolveProducts, readProductEvents },
    {
      resolveProducts: async ({ body }) => {
        asked++;
        return { body: { items: body.productIds.flatMap((productId) => catalogue.get(productId) ?? []) } };
      },
      readProductEvents: noEvents,
    },
  );
  const put = (product: TestProduct) => {
    catalogue.set(product.productId, product);
    return product;
  };
  return {
    ...app,
    /** How often products have been resolved. */
    asked: () => asked,
    create(overrides: Partial<TestProduct> = {}): { product: TestProduct; event: PublishedEvent } {
      const product = put({ ...aProduct(), categories: ['chairs'], ...overrides });
      return { product, event: productEvent(ProductCreated, product) };
    },
    changePrice({ productId }: { productId: string }, amount: number): PublishedEvent {
      const before = known(catalogue, productId);
      const product = put({ ...before, price: { ...before.price, amount }, version: before.version + 1 });
      return productEvent(PriceChanged, product, { oldPrice: before.price });
    },
    changeStatus({ productId }: { productId: string }, status: TestProduct['status']): PublishedEvent {
      const before = known(catalogue, productId);
      const product = put({ ...before, status, version: before.version + 1 });
      return productEvent(ProductStatusChanged, product, { oldStatus: before.status });
    },
    /** Products does not know it, as after a deletion by hand. */
    forget: ({ productId }: { productId: string }) => void catalogue.delete(productId),
  };
}

function known(catalogue: ReadonlyMap<string, TestProduct>, productId: string): TestProduct {
  const product = catalogue.get(productId);
  if (product === undefined) throw new Error(`no product ${productId}`);
  return product;
}

const productEvent = (definition: EventDefinition, { version, ...state }: TestProduct, more: object = {}) =>
  eventOf(definition, { id: state.productId, version }, { ...state, ...more });

/** Orders as far as carts ask it. */
export async function startOrders() {
  const statuses = new Map<string, OrderStatus>();
  const { getPayableOrder, readOrderEvents } = ordersApi;
  const app = await startPeer(
    { getPayableOrder, readOrderEvents },
    {
      getPayableOrder: async ({ params }) => {
        const status = statuses.get(params.orderId);
        if (status === undefined) throw new DomainError('not-found');
        const total = { amount: 1, currencyCode: 'USD' };
        const userId = newId<UserId>();
        const version = status === 'PENDING_PAYMENT' ? 1 : 2;
        const bill = { lines: [], shipping: total };
        return {
          body: { orderId: params.orderId, userId, status, version, payable: false, total, bill, payUntil: null },
        };
      },
      readOrderEvents: noEvents,
    },
  );
  return { ...app, statuses };
}
