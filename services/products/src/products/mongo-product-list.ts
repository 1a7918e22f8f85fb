import { DomainError } from '@arcade/contracts';
import type { Model, QueryFilter } from 'mongoose';
import type { StoredProduct } from './mongo-product-model.ts';
import { isByPrice, productCursors, type Position } from './product-cursor.ts';
import type { Revision } from './product.ts';
import type { ListQuery, ListedProduct, ProductPage, Sort } from './product-repository.ts';

type Listed = Omit<ListedProduct, 'productId' | 'photo' | 'revisionStatus'> &
  Pick<StoredProduct, '_id' | 'photos' | 'sortName'> & { readonly revision?: Pick<Revision, 'status'> | null };

interface Order {
  readonly field: string;
  readonly direction: 1 | -1;
  readonly keyOf: (product: Listed) => Position['key'];
}

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
  'revision.status': 1,
};

/** @throws DomainError invalid-cursor; invalid-request for prices of several currencies */
export async function listProducts(products: Model<StoredProduct>, query: ListQuery): Promise<ProductPage> {
  const { sort, cursor, limit } = query;
  const { field, direction, keyOf } = orders[sort];
  const position = cursor === undefined ? undefined : productCursors[sort].decode(cursor);
  const currencyCode = isByPrice(sort) ? await comparedCurrency(products, query, position) : null;
  const found = await products
    .find({
      ...filterOf(query),
      ...(currencyCode === null ? {} : { 'price.currencyCode': currencyCode }),
      ...(position === undefined ? {} : after(position, field, direction)),
    } as QueryFilter<StoredProduct>)
    .select(listedFields)
    .sort({ [field]: direction, _id: direction })
    .limit(limit + 1)
    .lean<Listed[]>();
  const page = found.slice(0, limit);
  const items = page.map(listedOf);
  const [lastRead, lastItem] = [page.at(-1), items.at(-1)];
  if (found.length <= limit || lastRead === undefined || lastItem === undefined) return { items };
  return {
    items,
    nextCursor: productCursors[sort].encode({ key: keyOf(lastRead), id: lastItem.productId, currencyCode }),
  };
}

const filterOf = ({ status, merchantId, revision, category, currencyCode }: ListQuery) =>
  ({
    ...(merchantId === undefined ? {} : { merchantId }),
    ...(status === undefined ? {} : { status }),
    ...(revision === undefined ? {} : { 'revision.status': revision }),
    ...(category === undefined ? {} : { categories: category }),
    ...(currencyCode === undefined ? {} : { 'price.currencyCode': currencyCode }),
  }) as QueryFilter<StoredProduct>;

/**
 * The currency whose prices a list compares: amounts of different ones stand in no order. The cursor holds it, so that a
 * list stays in it.
 */
async function comparedCurrency(
  products: Model<StoredProduct>,
  query: ListQuery,
  position: Position | undefined,
): Promise<string | null> {
  const asked = query.currencyCode ?? position?.currencyCode ?? undefined;
  if (asked !== undefined) {
    if (position !== undefined && position.currencyCode !== asked) throw new DomainError('invalid-cursor');
    return asked;
  }
  const currencies = (await products.distinct('price.currencyCode', filterOf(query))).toSorted();
  if (currencies.length <= 1) return currencies[0] ?? null;
  const detail = `Prices of several currencies stand in no order. Say which: ${currencies.join(', ')}`;
  const errors = [{ pointer: '/query/currencyCode', detail, code: 'required' }];
  throw new DomainError('invalid-request', detail, { errors, currencies });
}

function after({ key, id }: Position, field: string, direction: 1 | -1) {
  const beyond = direction === 1 ? '$gt' : '$lt';
  return { $or: [{ [field]: { [beyond]: key } }, { [field]: key, _id: { [beyond]: id } }] };
}

function listedOf({ _id, photos, sortName: _sortName, revision, ...fields }: Listed): ListedProduct {
  return { productId: _id, ...fields, photo: photos[0], revisionStatus: revision?.status };
}
