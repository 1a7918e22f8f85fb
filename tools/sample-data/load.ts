import { writeFile } from 'node:fs/promises';
import type { ProductId } from '@arcade/contracts';
import { loadConfig } from '@arcade/service-defaults';
import * as z from 'zod';
import { anglesOf } from './angles.ts';
import { readCatalogue } from './catalogue.ts';
import { inParallel } from './patient-client.ts';
import { openAccounts } from './sample-accounts.ts';
import { loadProduct, productsOf } from './sample-products.ts';
import { loadPromotions } from './sample-promotions.ts';
import { loadReviews } from './sample-reviews.ts';

// Fills a shop through its public API. Running it again, also after a crash in the middle, completes what is missing.

const config = loadConfig(
  z.object({
    ARCADE_URL: z.url(),
    ARCADE_ADMIN_EMAIL: z.string(),
    ARCADE_ADMIN_PASSWORD: z.string(),
    /** Where the sample accounts are written, as JSON, once everything is there. */
    ARCADE_SAMPLE_ACCOUNTS: z.string().optional(),
  }),
);
const started = performance.now();
const catalogue = await readCatalogue();
const steps = 2 + catalogue.products.reduce((sum, { photosAround }) => sum + anglesOf(photosAround).length + 1, 0);
let done = 0;
const step = (note: string) => process.stdout.write(`${++done}/${steps} ${note}\n`);

const people = await openAccounts(
  {
    url: config.ARCADE_URL.replace(/\/$/, ''),
    adminEmail: config.ARCADE_ADMIN_EMAIL,
    adminPassword: config.ARCADE_ADMIN_PASSWORD,
  },
  catalogue,
);
await loadPromotions(people.admin, catalogue);
step('accounts and promotion codes');

const existing = new Map(
  (await Promise.all(catalogue.merchants.map(({ email }) => productsOf(people.of(email))))).flat(),
);
const offered = new Map<string, ProductId>();
await inParallel(catalogue.products, 4, async (product) => {
  const onPhoto = () => step(product.name);
  const context = { people, currencyCode: catalogue.currencyCode, existing, onPhoto };
  offered.set(product.name, await loadProduct(context, product));
  step(product.name);
});
await loadReviews(people, catalogue, offered);
step('reviews');
if (config.ARCADE_SAMPLE_ACCOUNTS !== undefined) {
  await writeFile(config.ARCADE_SAMPLE_ACCOUNTS, `${JSON.stringify(people.accounts, null, 2)}\n`, { mode: 0o600 });
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${steps}/${steps} ${catalogue.products.length} products in ${seconds} s\n`);
