import { describe } from '@jest/globals';
import { StockChanged } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { connectMongo } from '@arcade/service-defaults/mongo';
import { testMongo } from '@arcade/testing';
import type { ClientSession } from 'mongoose';
import type { ContractStore, LogStore, Reaction, Side } from '../messaging-under-test.fixture.ts';
import { messagingContract } from '../messaging.contract.ts';
import { positionsContract } from '../positions.contract.ts';
import { on } from '../subscription.ts';
import { createMongoInbox } from './mongo-inbox.ts';
import { createMongoMessaging } from './mongo-messaging.ts';
import type { PendingEvent } from './pending-event.ts';

async function newStore(service: string): Promise<LogStore> {
  const { url, drop } = await testMongo(service);
  return {
    drop,
    open: (options, reaction) => openSide(url, options, reaction),
    async age(seqs, days) {
      const connection = await connectMongo(url);
      const sentAt = new Date(Date.now() - days * 86_400_000);
      await connection
        .collection<{ _id: number }>('events')
        .updateMany({ _id: { $in: [...seqs] } }, { $set: { sentAt } });
      await connection.close();
    },
  };
}

async function openSide(
  url: string,
  options: Parameters<ContractStore['open']>[0],
  reaction?: Reaction,
): Promise<Side> {
  const connection = await connectMongo(url);
  const effects = connection.collection<{ eventId: string; pendingEvents?: readonly PendingEvent[] }>('effects');
  await effects.createIndex({ eventId: 1 });
  const handle = on<ClientSession, typeof StockChanged>(StockChanged, async (session, stock, afterCommit) => {
    const event = await reaction?.(stock, afterCommit);
    const pendingEvents = event === undefined ? {} : { pendingEvents: [messaging.pending(event)] };
    await effects.insertOne({ eventId: stock.eventId, ...pendingEvents }, { session });
  });
  const messaging = await createMongoMessaging({
    ...options,
    connection,
    collections: ['things', 'effects'],
    subscriptions: reaction === undefined ? [] : [handle],
  });
  const things = connection.collection<{ _id: string; pendingEvents: readonly PendingEvent[] }>('things');
  return {
    messaging,
    async produce(...events) {
      // One document is one write: either all of it is there or nothing.
      await things.insertOne({ _id: newId(), pendingEvents: events.map((event) => messaging.pending(event)) });
    },
    async produceAndRollBack(event) {
      const id = newId<string>();
      await things.insertOne({ _id: id, pendingEvents: [] });
      const doubled = { _id: id, pendingEvents: [messaging.pending(event)] };
      await things.insertOne(doubled).catch(() => {});
    },
    effects: async () => (await effects.find().toArray()).map(({ eventId }) => eventId),
    close: () => connection.close(),
  };
}

describe('messaging over MongoDB', () => messagingContract(newStore));

describe('positions over MongoDB', () =>
  positionsContract(async (work) => {
    const { url, drop } = await testMongo('positions');
    const connection = await connectMongo(url);
    await work(await createMongoInbox(connection));
    await connection.close();
    await drop();
  }));
