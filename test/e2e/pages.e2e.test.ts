import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productsApi, type Product } from '@arcade/contracts';
import type { Browser, BrowserContext } from 'playwright-core';
import sharp from 'sharp';
import { keepScreenshot, launchBrowser } from './browser.ts';
import { measure, prepareChecks, settled, unheard, type Measured } from './page-checks.ts';
import { addToCart, buy, orderIn, password, pay, placeOrder, readCart, type Person } from './shop.ts';
import { theArcade } from './the-arcade.ts';

const sizes = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
const longWord = 'Donaudampfschiff'.repeat(13).slice(0, 200);
/** A pinch of movement is not seen; the web's own measure of good is 0.1. */
const mostShift = 0.05;

const faultsOf = (measured: Measured, title: RegExp): readonly string[] => [
  ...(measured.shift > mostShift ? [`moves by ${measured.shift}: ${measured.shifted.join(', ')}`] : []),
  ...(measured.overflow > 0 ? [`${measured.overflow} px too wide`] : []),
  ...measured.reachingOut.map((element) => `reaches out: ${element}`),
  ...(measured.headings === 1 ? [] : [`${measured.headings} first headings`]),
  ...(title.test(measured.title) ? [] : [`is called ${measured.title}`]),
];

describe('every page', () => {
  const { shop } = theArcade();
  let browser: Browser;
  let chair: Product;
  let longNamed: Product;
  let ada: Person;
  let ordered: Person;
  let confirmedOrder: string;
  let pendingOrder: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    chair = await withPhotos(await shop.offer({ stock: 50, price: 7900 }));
    longNamed = await renamed(await shop.offer({ stock: 3, price: 123_456_700 }), longWord);
    [ada, ordered] = [await shop.register(), await shop.register()];
    confirmedOrder = (await buy(ordered, longNamed.productId)).orderId;
    await orderIn(ordered, confirmedOrder, ['CONFIRMED']);
    await addToCart(ada, chair.productId, 2);
    const cart = await addToCart(ada, longNamed.productId);
    expect(cart.items).toHaveLength(2);
    const again = await waitForEmptyCart(ordered);
    expect(again.items).toEqual([]);
    const order = await placeOrder(ordered, await addToCart(ordered, chair.productId, 2));
    pendingOrder = order.orderId;
    await pay(ordered, pendingOrder, 'tok_3ds');
  });
  afterAll(() => browser.close());

  const withPhotos = async (product: Product): Promise<Product> => {
    const { client } = await shop.asMerchant();
    const params = { productId: product.productId };
    for (const azimuth of ['000', '045', '090', '135', '180', '225', '270', '315']) {
      const background = { r: 200, g: 120 + Number(azimuth) / 4, b: 90 };
      const body = await sharp({ create: { width: 640, height: 640, channels: 3, background } })
        .png()
        .toBuffer();
      const stream = { body: new Uint8Array(body), contentType: 'image/png' };
      await client.call(productsApi.addImage, { params, query: { label: `azimuth-${azimuth}` } }, { stream });
    }
    const { client: admin } = await shop.asAdmin();
    const { etag = '' } = await admin.call(productsApi.getRevision, { params });
    const approved = (await admin.call(productsApi.approveRevision, { params }, { ifMatch: etag })).body;
    expect(approved.images).toHaveLength(8);
    return approved;
  };
  const renamed = async (product: Product, name: string): Promise<Product> => {
    const { client } = await shop.asAdmin();
    const params = { productId: product.productId };
    const { etag = '' } = await client.call(productsApi.getProduct, { params });
    const body = { name, description: `${longWord} ${longWord}`, attributes: { material: longWord } };
    return (await client.call(productsApi.changeProduct, { params, body }, { ifMatch: etag })).body;
  };
  const waitForEmptyCart = async (person: Person) => {
    for (let tries = 0; tries < 100; tries++) {
      const cart = await readCart(person);
      if (cart.items.length === 0) return cart;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    throw new Error('The cart did not learn of its order');
  };

  const visitors = {
    nobody: () => undefined,
    ada: () => ada,
    ordered: () => ordered,
  };
  /** Where, as whom, and the name in the tab. */
  const places: readonly (readonly [string, keyof typeof visitors, () => string, RegExp])[] = [
    ['catalogue', 'nobody', () => '/', /^Things for your room · Arcade$/],
    ['category', 'ada', () => '/?category=chairs&sort=price', /^Chairs · Arcade$/],
    ['product', 'nobody', () => `/products/${chair.productId}`, /^Test chair .* · Arcade$/],
    ['product-long', 'ada', () => `/products/${longNamed.productId}`, /^Donau.* · Arcade$/],
    ['product-none', 'nobody', () => `/products/${crypto.randomUUID()}`, /^There is nothing here · Arcade$/],
    ['cart-empty', 'nobody', () => '/cart', /^Your cart · Arcade$/],
    ['cart', 'ada', () => '/cart', /^Your cart · Arcade$/],
    ['cart-locked', 'ordered', () => '/cart', /^Your cart · Arcade$/],
    ['checkout', 'ada', () => '/checkout', /^Check out · Arcade$/],
    ['orders', 'ordered', () => '/orders', /^Your orders · Arcade$/],
    ['orders-none', 'ada', () => '/orders', /^Your orders · Arcade$/],
    ['order', 'ordered', () => `/orders/${confirmedOrder}`, /^Order \S+ · Arcade$/],
    ['order-pending', 'ordered', () => `/orders/${pendingOrder}`, /^Order \S+ · Arcade$/],
    ['order-none', 'ada', () => '/orders/nonsense', /^There is nothing here · Arcade$/],
    ['account', 'ada', () => '/account', /^Your account · Arcade$/],
    ['addresses', 'ada', () => '/account/addresses', /^Your addresses · Arcade$/],
    ['sign-in', 'nobody', () => '/sign-in', /^Sign in · Arcade$/],
    ['register', 'nobody', () => '/register', /^Create an account · Arcade$/],
    ['forgot-password', 'nobody', () => '/forgot-password', /^Forgotten password · Arcade$/],
    ['reset-password', 'nobody', () => '/reset-password#token=x', /^Set a new password · Arcade$/],
    ['verify-email', 'nobody', () => '/verify-email#token=x', /^Confirm your address · Arcade$/],
    ['confirm-email', 'nobody', () => '/confirm-email#token=x', /^Confirm your new address · Arcade$/],
    ['not-found', 'nobody', () => '/no/such/page', /^There is nothing here · Arcade$/],
  ];

  const openAs = async (person: Person | undefined, viewport: (typeof sizes)[number]): Promise<BrowserContext> => {
    const context = await browser.newContext({ baseURL: shop.url, viewport, locale: 'en-US' });
    if (person === undefined) return context;
    await context.request.post('/users/login', {
      data: { email: person.email, password },
      headers: { origin: shop.url },
    });
    await context.addInitScript(() => localStorage.setItem('arcade.signed-in', '1'));
    return context;
  };

  /** Cumulative layout shift of every page by width. */
  const shifts: Record<string, Record<number, string>> = {};
  afterAll(() => {
    const rows = Object.entries(shifts).map(([name, byWidth]) =>
      [name.padEnd(16), ...sizes.map(({ width }) => (byWidth[width] ?? '–').padStart(8))].join(''),
    );
    const head = ['Layout shift'.padEnd(16), ...sizes.map(({ width }) => `${width} px`.padStart(8))].join('');
    process.stdout.write(`\n${[head, ...rows].join('\n')}\n\n`);
  });

  it.each(sizes)('fits into $width × $height, keeps still while it loads, and can be heard', async (size) => {
    const wrong: Record<string, readonly string[]> = {};
    for (const [visitor, person] of Object.entries(visitors)) {
      const context = await openAs(person(), size);
      for (const [name, , path, title] of places.filter(([, who]) => who === visitor)) {
        const page = await context.newPage();
        await prepareChecks(page);
        await page.goto(path());
        await settled(page);
        const measured = await measure(page);
        (shifts[name] ??= {})[size.width] = measured.shift.toFixed(3);
        const faults = [...faultsOf(measured, title), ...(await unheard(page))];
        await keepScreenshot(page, `${name}-${size.width}`);
        await page.close();
        if (faults.length > 0) wrong[name] = faults;
      }
      await context.close();
    }
    expect(wrong).toEqual({});
  });

  it('is measured by what would see it move', async () => {
    const context = await openAs(undefined, { width: 390, height: 844 });
    const page = await context.newPage();
    await prepareChecks(page);
    await page.goto('/sign-in');
    await settled(page);
    await page.evaluate('document.querySelector("main").style.paddingTop = "300px"');
    expect(faultsOf(await measure(page), /Sign in/)).toEqual([expect.stringMatching(/^moves by 0\.\d/)]);
    await context.close();
  });

  it.each(sizes.slice(0, 2))('of a product shows at once in $width × $height how to buy it', async (size) => {
    const context = await openAs(undefined, size);
    const page = await context.newPage();
    await page.goto(`/products/${chair.productId}`);
    const box = await page.getByRole('button', { name: 'Add to cart' }).boundingBox();
    expect((box?.y ?? size.height) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
    await context.close();
  });
});
