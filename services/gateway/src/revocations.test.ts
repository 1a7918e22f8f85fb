import { describe, expect, it } from '@jest/globals';
import { maximumSessionSeconds, type SessionRevocation, type UserId } from '@arcade/contracts';
import { createLogger, newId, type Dapr } from '@arcade/service-defaults';
import { eventually, testClock } from '@arcade/testing';
import { createRevocations } from './revocations.ts';

const userId = newId<UserId>();
const logger = createLogger('test', 'silent');

/** The log of the users service, as pages of two. */
function logOf(items: SessionRevocation[]) {
  const asked: number[] = [];
  const invoke = async (_operation: unknown, { query }: { query: { after: number } }) => {
    asked.push(query.after);
    const found = items.filter(({ seq }) => seq > query.after).slice(0, 1000);
    return { items: found, lastSeq: found.at(-1)?.seq ?? Math.min(query.after, items.at(-1)?.seq ?? 0) };
  };
  return { asked, dapr: { invoke } as unknown as Dapr };
}
const revoked = (seq: number, revokedAt: string, sessionHash?: string): SessionRevocation => ({
  seq,
  userId,
  revokedAt,
  ...(sessionHash === undefined ? {} : { sessionHash }),
});

const at = (text: string) => Date.parse(text);

describe('createRevocations', () => {
  it('is complete only after the whole log was read', async () => {
    const many = Array.from({ length: 1500 }, (_, index) => revoked(index + 1, '2026-01-01T00:00:00Z', `h${index}`));
    const { dapr, asked } = logOf(many);
    const revocations = createRevocations(dapr, testClock('2026-01-02T00:00:00Z'), logger);
    expect(revocations.isComplete()).toBe(false);
    revocations.loop.start();
    await eventually(() => revocations.isComplete());
    await revocations.loop.stop();
    expect(asked.slice(0, 2)).toEqual([0, 1000]);
    expect(revocations.isRevoked(userId, 'h0', 0)).toBe(true);
    expect(revocations.isRevoked(userId, 'h1499', 0)).toBe(true);
    expect(revocations.isRevoked(userId, 'other', 0)).toBe(false);
  });

  it('ends every session begun until the instant, and none begun later', () => {
    const revocations = createRevocations(logOf([]).dapr, testClock(), logger);
    revocations.add({ userId, revokedAt: '2026-01-02T00:00:00.000Z' });
    revocations.add({ userId, revokedAt: '2026-01-01T00:00:00.000Z' });
    expect(revocations.isRevoked(userId, 'h', at('2026-01-02T00:00:00.000Z'))).toBe(true);
    expect(revocations.isRevoked(userId, 'h', at('2026-01-02T00:00:00.001Z'))).toBe(false);
  });

  it('reads from the beginning when the log was restored from a backup', async () => {
    const items = [revoked(1, '2026-01-01T00:00:00Z', 'a'), revoked(2, '2026-01-01T00:00:00Z', 'b')];
    const { dapr } = logOf(items);
    const revocations = createRevocations(dapr, testClock('2026-01-02T00:00:00Z'), logger);
    revocations.loop.start();
    await eventually(() => revocations.isComplete());
    items.splice(1, 1);
    revocations.loop.nudge();
    await eventually(() => {
      items.splice(1, 1, revoked(2, '2026-01-01T12:00:00Z', 'c'));
      revocations.loop.nudge();
      return revocations.isRevoked(userId, 'c', 0);
    });
    await revocations.loop.stop();
    expect(revocations.isRevoked(userId, 'b', 0)).toBe(true);
  });

  it('forgets what no session can be old enough for', async () => {
    const clock = testClock('2026-01-01T00:00:00Z');
    const revocations = createRevocations(logOf([revoked(1, '2026-01-01T00:00:00Z', 'old')]).dapr, clock, logger);
    revocations.loop.start();
    await eventually(() => revocations.isRevoked(userId, 'old', 0));
    clock.advance({ seconds: maximumSessionSeconds + 120 });
    await eventually(() => {
      revocations.loop.nudge();
      return !revocations.isRevoked(userId, 'old', 0);
    });
    await revocations.loop.stop();
  });
});
