import { pages, type EndpointResult } from '@arcade/contracts';
import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { Loaded, Waiting } from '../parts/loading.tsx';
import { Photo } from '../parts/photo.tsx';
import { attempt } from '../parts/problem-notice.tsx';
import { StatusTag } from '../parts/status-tag.tsx';
import { api } from '../shop/api.ts';
import { formatMoney } from '@arcade/money';
import { onUser } from '../shop/live.ts';
import { ordersApi } from '../shop/operations.ts';
import { formatTime } from '../shop/order-words.ts';
import { user } from '../shop/session.ts';
import { useResource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';

type Page = EndpointResult<typeof ordersApi.listOrders>;

const read = async (cursor?: string): Promise<Page> =>
  (await api.call(ordersApi.listOrders, { query: { cursor } })).body;

export function OrdersPage() {
  useTitle(pages.orders.title);
  const { route } = useLocation();
  useEffect(() => {
    if (user.value === null) route('/sign-in?next=/orders', true);
  }, [user.value]);
  const { resource, reload, replace } = useResource(`orders ${user.value?.userId ?? ''}`, () => read());
  useEffect(() => onUser(({ change }) => void (change === 'order' && reload())), []);
  if (user.value === undefined || user.value === null) return <Waiting heading={pages.orders.title} />;
  return (
    <>
      <h1>{pages.orders.title}</h1>
      <Loaded resource={resource} retry={() => void reload()}>
        {(page) => <OrderList page={page} replace={replace} />}
      </Loaded>
    </>
  );
}

function OrderList({ page, replace }: { page: Page; replace: (page: Page) => void }) {
  const [busy, setBusy] = useState(false);
  if (page.items.length === 0) {
    return (
      <div class="empty">
        <p>You have not ordered anything yet.</p>
        <p>
          <a class="button primary" href="/">
            Look around
          </a>
        </p>
      </div>
    );
  }
  const more = async () => {
    if (busy) return;
    setBusy(true);
    await attempt(async () => {
      const next = await read(page.nextCursor);
      replace({ ...next, items: [...page.items, ...next.items] });
    });
    setBusy(false);
  };
  return (
    <>
      <ul class="order-list">
        {page.items.map((order) => (
          <li key={order.orderId}>
            <a href={`/orders/${order.orderId}`} class="order-row">
              <Photo
                image={order.firstItem?.imageUrl == null ? null : { url: order.firstItem.imageUrl, alt: '' }}
                sizes="64px"
              />
              <span class="order-row-text">
                <strong>{order.firstItem?.name ?? `Order ${order.number}`}</strong>
                {order.itemCount > 1 && <span class="muted"> and {order.itemCount - 1} more</span>}
                <br />
                <span class="muted">
                  {order.number}, {formatTime(order.createdAt)}
                </span>
              </span>
              <StatusTag status={order.status} />
              <strong class="amount">{formatMoney(order.totalAmount)}</strong>
            </a>
          </li>
        ))}
      </ul>
      {page.nextCursor !== undefined && (
        <button class="more" type="button" aria-disabled={busy} onClick={() => void more()}>
          Show more
        </button>
      )}
    </>
  );
}
