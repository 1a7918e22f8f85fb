import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testMongo, type TestStore } from '@arcade/testing';
import mongoose, { type Connection } from 'mongoose';
import type { FailureCounters } from './failure-counters.ts';
import { createMongoFailureCounters } from './mongo-failure-counters.ts';

const rule = { freeFailures: 60, firstDelayMs: 1000, maxDelayMs: 300_000, forgetMs: 3_600_000 };
/** Each reads the clock at a moment of its own. */
const nine = new Date('2026-03-01T09:00:00.000Z');
const now = () => new Date(nine.getTime() + Math.round(Math.random() * 1000));

describe('failures counted for a network', () => {
  let store: TestStore;
  let connection: Connection;
  let counters: FailureCounters;
  beforeAll(async () => {
    store = await testMongo('failure_counters');
    connection = await mongoose.createConnection(store.url).asPromise();
    counters = await createMongoFailureCounters(connection, 'network', rule);
  });
  afterAll(async () => {
    await connection.close();
    await store.drop();
  });
  const signInRight = async () => {
    const attempt = await counters.attempt('an office', now());
    if (attempt.kind === 'allowed') await counters.takeBack('an office', attempt.failures);
    return attempt.kind;
  };

  it('stop none of forty who sign in at the same moment, and forget them all', async () => {
    for (let round = 0; round < 3; round++) {
      const kinds = await Promise.all(Array.from({ length: 40 }, signInRight));
      expect(new Set(kinds)).toEqual(new Set(['allowed']));
    }
    const next = await counters.attempt('an office', now());
    expect(next).toMatchObject({ kind: 'allowed', failures: { count: 1 } });
  });

  it('let through as many guesses at once as are free, and no more', async () => {
    const kinds = await Promise.all(
      Array.from({ length: 80 }, async () => (await counters.attempt('a guesser', nine)).kind),
    );
    expect(kinds.filter((kind) => kind === 'allowed')).toHaveLength(rule.freeFailures);
  });
});
