import type { Connection, Types } from 'mongoose';
import type { PendingEvent } from './pending-event.ts';

interface PendingDocument {
  readonly _id: Types.ObjectId;
  readonly pendingEvents: readonly PendingEvent[];
}

const path = 'pendingEvents.eventId';

/** Documents without pending events are not in the index, so finding the others costs nothing. */
export async function indexPending(connection: Connection, source: string): Promise<void> {
  await connection
    .collection(source)
    .createIndex({ [path]: 1 }, { partialFilterExpression: { [path]: { $exists: true } } });
}

/** Documents with events to move, those with the oldest events first (event ids sort by time). */
export const findPending = (connection: Connection, source: string, limit: number): Promise<PendingDocument[]> =>
  connection
    .collection<PendingDocument>(source)
    .find({ [path]: { $exists: true } }, { projection: { pendingEvents: 1 } })
    .sort({ [path]: 1 })
    .limit(limit)
    .toArray();

/** How many documents wait. */
export const countPending = (connection: Connection, source: string): Promise<number> =>
  connection.collection(source).countDocuments({ [path]: { $exists: true } });

/** Takes events that are in the log out of their documents. */
export async function forgetPending(
  connection: Connection,
  source: string,
  documents: readonly PendingDocument[],
  moved: ReadonlySet<string>,
): Promise<void> {
  const changes = documents.flatMap(({ _id, pendingEvents }) => {
    const ids = pendingEvents.map(({ eventId }) => eventId).filter((eventId) => moved.has(eventId));
    if (ids.length === 0) return [];
    return [{ updateOne: { filter: { _id }, update: { $pull: { pendingEvents: { eventId: { $in: ids } } } } } }];
  });
  if (changes.length > 0) await connection.collection<PendingDocument>(source).bulkWrite(changes, { ordered: false });
}
