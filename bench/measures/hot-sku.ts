import { createClient } from '@arcade/client';
import { inventoryApi, type OrderId, type ProductId } from '@arcade/contracts';
import { appTokenName } from '@arcade/local-platform';
import { newId } from '@arcade/service-defaults';
import type { BenchedArcade } from '../benched-arcade.ts';
import { measure, type Prepared } from '../measure.ts';
import { spread, upTo } from '../statistics.ts';

const orders = 2000;
const workers = 64;

/** As the inventory's sidecar would hand it on, so that the inventory alone is measured. */
function inventoryOf({ platform }: BenchedArcade) {
  const headers = {
    'dapr-api-token': platform.secret(appTokenName('inventory')),
    'dapr-caller-app-id': 'orders',
  };
  return createClient({
    baseUrl: `http://127.0.0.1:${platform.port('inventory', 'http')}`,
    headers: () => headers,
  });
}

/** All orders want the same thing, and there is enough for half of them. */
export async function prepareHotSku(arcade: BenchedArcade): Promise<Prepared> {
  const inventory = inventoryOf(arcade);
  const reserve = async (productId: ProductId) => {
    const body = { lines: [{ productId, quantity: 1 }], ttlSeconds: 900 };
    const params = { orderId: newId<OrderId>() };
    return (await inventory.call(inventoryApi.putOrderReservation, { params, body })).body.outcome;
  };
  const sell = async (wishes: number) => {
    const stock = wishes / 2;
    const { productId } = await arcade.shop.offer({ stock });
    let reserved = 0;
    const round = await measure(arcade, () =>
      spread(upTo(wishes), workers, async () => {
        if ((await reserve(productId)) === 'reserved') reserved++;
      }),
    );
    if (reserved !== stock) throw new Error(`${reserved} of ${stock} units were sold`);
    return round;
  };
  await sell(200);
  return { round: () => sell(orders) };
}
