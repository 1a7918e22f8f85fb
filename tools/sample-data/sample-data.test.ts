import { describe, expect, it } from '@jest/globals';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { productsApi, PromotionTerms } from '@arcade/contracts';
import { Box3, Mesh, Vector3, type BufferGeometry } from 'three';
import { anglesOf } from './angles.ts';
import { readCatalogue } from './catalogue.ts';
import { models } from './models/models.ts';

const catalogue = await readCatalogue();
const photosOf = ({ model, photosAround }: (typeof catalogue.products)[number]) =>
  anglesOf(photosAround).map(({ label }) => new URL(`photos/${model}/${label}.webp`, import.meta.url));

/** Numbers the places of corners; those closer than this are one, whatever rounding did to them. */
const weldMetres = 5e-6;
function welder() {
  const places = new Map<string, number>();
  return (x: number, y: number, z: number): number => {
    const cells = [x, y, z].map((value) => [Math.floor(value / weldMetres), Math.ceil(value / weldMetres)] as const);
    const [xs = [], ys = [], zs = []] = cells;
    for (const cx of xs)
      for (const cy of ys)
        for (const cz of zs) {
          const known = places.get(`${cx} ${cy} ${cz}`);
          if (known !== undefined) return known;
        }
    const rounded = [x, y, z].map((value) => Math.round(value / weldMetres) + 0);
    places.set(rounded.join(' '), places.size);
    return places.size - 1;
  };
}

/** Edges that do not have as many triangles on the one side as on the other: a closed solid has none. */
function openEdges(geometry: BufferGeometry): number {
  const position = geometry.getAttribute('position');
  const weld = welder();
  const corners = Array.from({ length: position.count }, (_, index) =>
    weld(position.getX(index), position.getY(index), position.getZ(index)),
  );
  const cornerAt = (at: number) => corners[geometry.index?.getX(at) ?? at] ?? -1;
  const edges = new Map<number, number>();
  for (let at = 0; at < (geometry.index?.count ?? position.count); at += 3) {
    const triangle = [cornerAt(at), cornerAt(at + 1), cornerAt(at + 2)];
    if (new Set(triangle).size < 3) continue;
    for (const [side, from] of triangle.entries()) {
      const to = triangle[(side + 1) % 3] ?? -1;
      const key = Math.min(from, to) * corners.length + Math.max(from, to);
      edges.set(key, (edges.get(key) ?? 0) + (from < to ? 1 : -1));
    }
  }
  return [...edges.values()].filter((balance) => balance !== 0).length;
}

describe('the sample catalogue', () => {
  it('has 24 products in 8 categories, each with a model, photos and a merchant, as the API takes them', () => {
    const { products, merchants, customers } = catalogue;
    expect(products).toHaveLength(24);
    expect(new Set(products.map(({ category }) => category)).size).toBe(8);
    expect(products.map(({ model }) => model).toSorted()).toEqual(Object.keys(models).toSorted());
    expect(new Set(products.map(({ name }) => name)).size).toBe(24);
    for (const { name, description, price, category, attributes, dimensions, merchant, reviews } of products) {
      const body = {
        name,
        description,
        price: { amount: price, currencyCode: 'USD' },
        categories: [category],
        attributes,
        dimensions,
      };
      expect(productsApi.createProduct.body.safeParse(body).error).toBeUndefined();
      expect(merchants.map(({ email }) => email)).toContain(merchant);
      for (const { customer } of reviews) expect(customers.map(({ email }) => email)).toContain(customer);
    }
  });

  it('has promotion codes that the API takes', () => {
    for (const { code, description } of catalogue.promotions) {
      const { code: ofCode, description: ofDescription } = PromotionTerms.shape;
      expect([ofCode.safeParse(code).success, ofDescription.safeParse(description).success]).toEqual([true, true]);
    }
  });

  it('has every photo at 1024 pixels, and less than 8 MB of them', async () => {
    const files = catalogue.products.flatMap(photosOf);
    expect(files.filter((file) => !existsSync(file)).map(String)).toEqual([]);
    for (const file of files) {
      expect(await sharp(await readFile(file)).metadata()).toMatchObject({ format: 'webp', width: 1024, height: 1024 });
    }
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(8_000_000);
  });
});

describe.each(catalogue.products.map(({ model, dimensions }) => ({ model, dimensions })))(
  'the model $model',
  ({ model, dimensions }) => {
    const product = models[model]?.();
    it('is as large as the catalogue says, and stands on the floor', () => {
      const bounds = new Box3().setFromObject(product ?? new Mesh(), true);
      const size = bounds.getSize(new Vector3());
      expect(Math.abs(bounds.min.y)).toBeLessThan(0.004);
      expect(Math.abs(size.x / dimensions.width - 1)).toBeLessThan(0.02);
      expect(Math.abs(size.y / dimensions.height - 1)).toBeLessThan(0.02);
      expect(Math.abs(size.z / dimensions.depth - 1)).toBeLessThan(0.02);
    });

    it('is made of closed solids', () => {
      const open: number[] = [];
      product?.traverse((part) => {
        if (part instanceof Mesh) open.push(openEdges(part.geometry as BufferGeometry));
      });
      expect(open.length).toBeGreaterThan(0);
      expect(open.filter((edges) => edges > 0)).toEqual([]);
    });
  },
);
