import { afterAll, beforeAll, describe } from '@jest/globals';
import { testMongo } from '@arcade/testing';
import type { Connection } from 'mongoose';
import { idempotentContract } from '../idempotent.contract.ts';
import { connectMongo } from './connect-mongo.ts';
import { createMongoIdempotent } from './mongo-idempotent.ts';

describe('createMongoIdempotent', () => {
  let database: Awaited<ReturnType<typeof testMongo>>;
  let connection: Connection;
  beforeAll(async () => {
    database = await testMongo('idempotent');
    connection = await connectMongo(database.url);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });
  idempotentContract(async () => ({
    idempotent: await createMongoIdempotent(connection),
    lapse: () => connection.collection('idempotency_keys').updateMany({}, { $set: { claimedUntil: new Date(0) } }),
  }));
});
