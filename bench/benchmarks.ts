import { measureRest, type Benchmark } from './measure.ts';
import { prepareAddToCart } from './measures/add-to-cart.ts';
import { prepareHotSku } from './measures/hot-sku.ts';
import { prepareProductRead } from './measures/product-read.ts';
import { purchaseOf } from './measures/purchase.ts';
import { prepareCatalogue, prepareColdReads, prepareUnheldCatalogue } from './measures/reads.ts';

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'product-read': {
    title: 'a hot product through the gateway, beside a bare node:http server that answers the same bytes',
    prepare: prepareProductRead,
  },
  'cold-read': { title: 'a thousand products in turn, none of them held', prepare: prepareColdReads },
  catalogue: { title: 'the first page of everything and of a category', prepare: prepareCatalogue },
  'catalogue-unheld': {
    title: 'the same for a merchant, for whom the gateway holds nothing',
    prepare: prepareUnheldCatalogue,
  },
  'add-to-cart': { title: 'guests add units of 200 products; each add holds stock', prepare: prepareAddToCart },
  purchase: {
    title: 'eight customers add, order and pay until their page is told that the order is confirmed',
    prepare: purchaseOf(8, 80),
  },
  'purchase-alone': { title: 'the same with one customer', prepare: purchaseOf(1, 40) },
  'hot-sku': {
    title: 'all orders reserve the same product, of which there is half as much',
    prepare: prepareHotSku,
  },
  idle: {
    title: 'what everything uses while nothing is asked of it; components in thousandths of a core',
    prepare: async (arcade) => ({ round: () => measureRest(arcade) }),
  },
};
