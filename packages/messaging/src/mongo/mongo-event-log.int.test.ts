import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { connectMongo } from '@arcade/service-defaults/mongo';
import { testMongo } from '@arcade/testing';
import type { Connection } from 'mongoose';
import { createMongoEventLog } from './mongo-event-log.ts';

let connection: Connection;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await testMongo('log');
  ({ drop } = database);
  connection = await connectMongo(database.url);
});
afterAll(async () => {
  await connection.close();
  await drop();
});

describe('the log of a service in MongoDB', () => {
  it('knows its end when others write to it, and when it was restored from a backup', async () => {
    const [log, other] = [await createMongoEventLog(connection, []), await createMongoEventLog(connection, [])];
    const event = () => ({ eventId: newId<string>(), topic: 'things.thing-changed', type: 'x', data: {} });
    const end = async () => (await log.read({ after: 0, limit: 100 })).lastSeq;
    expect(await end()).toBe(0);
    await log.append(event());
    expect(await end()).toBe(1);
    await other.append(event());
    await other.append(event());
    expect(await end()).toBe(3);
    await connection.collection<{ _id: number }>('events').deleteMany({ _id: { $gt: 1 } });
    expect(await end()).toBe(1);
    await log.append(event());
    expect(await end()).toBe(2);
  });
});
