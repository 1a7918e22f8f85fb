import type { EventData, StockChanged, UserId, UserRegistered } from '@arcade/contracts';
import type { ClientSession } from 'mongoose';
import type { Models } from './mongo-models.ts';
import { shownName } from './reviews/author-name.ts';

type Named = Pick<EventData<typeof UserRegistered>, 'userId' | 'firstName' | 'lastName' | 'aggregateVersion'>;

/** What products keep of other services' facts. Each remembers the version it saw; older ones change nothing. */
export interface Replicas {
  keepStock(session: ClientSession, event: EventData<typeof StockChanged>): Promise<void>;
  keepName(session: ClientSession, event: Named): Promise<void>;
}

export function createMongoReplicas({ products, reviews, authors }: Models): Replicas {
  /** The names that are shown already. */
  const rename = async (session: ClientSession, userId: UserId, name: string) => {
    await reviews.updateMany({ userId }, { $set: { authorName: name } }, { session });
    await products.updateMany(
      { 'reviews.userId': userId },
      { $set: { 'reviews.$[own].authorName': name }, $inc: { reviewRevision: 1 } },
      { session, arrayFilters: [{ 'own.userId': userId }] },
    );
  };
  return {
    async keepStock(session, { productId, quantitySellable: available, occurredAt, aggregateVersion: version }) {
      await products.updateOne(
        { _id: productId, 'availability.version': { $lt: version } },
        { $set: { availability: { available, asOf: new Date(occurredAt), version } } },
        { session },
      );
    },
    async keepName(session, { userId, firstName, lastName, aggregateVersion: version }) {
      const known = await authors.findOne({ _id: userId }, null, { session }).lean();
      const name = shownName(firstName, lastName);
      if (known === null) {
        await authors.create([{ _id: userId, name, version, reviews: 0 }], { session });
        return;
      }
      if (known.version >= version) return;
      await authors.updateOne({ _id: userId }, { $set: { name, version } }, { session });
      if (known.name !== name && known.reviews > 0) await rename(session, userId, name);
    },
  };
}
