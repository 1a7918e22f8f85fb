import { readFile } from 'node:fs/promises';
import { Dimensions } from '@arcade/contracts';
import * as z from 'zod';

const Person = z.strictObject({
  email: z.email(),
  firstName: z.string(),
  lastName: z.string(),
});

const SampleProduct = z.strictObject({
  /** Name of the 3D model, and of the folder of its photos. */
  model: z.string(),
  photosAround: z.union([z.literal(4), z.literal(6), z.literal(8)]),
  name: z.string(),
  description: z.string(),
  /** Minor units of the catalogue's currency. */
  price: z.int().positive(),
  category: z.string(),
  attributes: z.record(z.string(), z.string()),
  dimensions: Dimensions,
  stock: z.int().nonnegative(),
  /** Email of its merchant. */
  merchant: z.string(),
  /** By email of a customer. */
  reviews: z.array(z.strictObject({ customer: z.string(), rating: z.int().min(1).max(5), comments: z.string() })),
});
export type SampleProduct = z.infer<typeof SampleProduct>;

export const Catalogue = z.strictObject({
  currencyCode: z.string(),
  merchants: z.array(Person),
  customers: z.array(Person),
  promotions: z.array(
    z.strictObject({
      code: z.string(),
      description: z.string(),
      rule: z.union([
        z.strictObject({ type: z.literal('percentage'), basisPoints: z.int() }),
        z.strictObject({ type: z.literal('fixed'), amount: z.int() }),
        z.strictObject({ type: z.literal('free-shipping') }),
      ]),
      minimumSubtotal: z.int().nullable(),
      usageLimitPerUser: z.int().nullable(),
    }),
  ),
  products: z.array(SampleProduct),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** The sample catalogue, checked. */
export async function readCatalogue(): Promise<Catalogue> {
  return Catalogue.parse(JSON.parse(await readFile(new URL('catalogue.json', import.meta.url), 'utf8')));
}
