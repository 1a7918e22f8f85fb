import type { Model, QueryFilter } from 'mongoose';
import type { StoredProduct } from './mongo-product-model.ts';
import { decodeCursor, encodeCursor, type Position } from './product-cursor.ts';
import type { ListQuery, ListedProduct, ProductPage, Sort } from './product-repository.ts';

type Listed = Omit<ListedProduct, 'productId' | 'photo'> & Pick<StoredProduct, '_id' | 'photos' | 'sortName'>;

interface Order {
  readonly field: string;
  readonly direction: 1 | -1;
  readonly keyOf: (product: Listed) => Position['key'];
}

/** Prices are compared by their minor units; a catalogue has one currency, or a page shows the code beside each. */
const orders: Readonly<Record<Sort, Order>> = {
  '-createdAt': { field: 'createdAt', direction: -1, keyOf: ({ createdAt }) => createdAt },
  price: { field: 'price.amount', direction: 1, keyOf: ({ price }) => price.amount },
  '-price': { field: 'price.amount', direction: -1, keyOf: ({ price }) => price.amount },
  name: { field: 'sortName', direction: 1, keyOf: ({ sortName }) => sortName },
};

const listedFields = {
  merchantId: 1,
  name: 1,
  sortName: 1,
  price: 1,
  categories: 1,
  rating: 1,
  status: 1,
  availability: 1,
  version: 1,
  createdAt: 1,
  photos: { $slice: 1 },
};

/** @throws DomainError invalid-cursor */
export async function listProducts(products: Model<StoredProduct>, query: ListQuery): Promise<ProductPage> {
  const { status, merchantId, category, sort, cursor, limit } = query;
  const { field, direction, keyOf } = orders[sort];
  const filter = {
    ...(merchantId === undefined ? {} : { merchantId }),
    ...(status === undefined ? {} : { status }),
    ...(category === undefined ? {} : { categories: category }),
    ...(cursor === undefined ? {} : after(decodeCursor(cursor, sort), field, direction)),
  } as QueryFilter<StoredProduct>;
  const found = await products
    .find(filter)
    .select(listedFields)
    .sort({ [field]: direction, _id: direction })
    .limit(limit + 1)
    .lean<Listed[]>();
  const page = found.slice(0, limit);
  const items = page.map(listedOf);
  const [lastRead, lastItem] = [page.at(-1), items.at(-1)];
  if (found.length <= limit || lastRead === undefined || lastItem === undefined) return { items };
  return { items, nextCursor: encodeCursor(sort, { key: keyOf(lastRead), id: lastItem.productId }) };
}

function after({ key, id }: Position, field: string, direction: 1 | -1) {
  const beyond = direction === 1 ? '$gt' : '$lt';
  return { $or: [{ [field]: { [beyond]: key } }, { [field]: key, _id: { [beyond]: id } }] };
}

function listedOf({ _id, photos, sortName: _sortName, ...fields }: Listed): ListedProduct {
  return { productId: _id, ...fields, photo: photos[0] };
}
