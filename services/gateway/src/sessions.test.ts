import { beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError, type StoredSession, type UserId } from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { testClock } from '@arcade/testing';
import { hashOf } from './session-token.ts';
import { createSessions } from './sessions.ts';

const token = 't'.repeat(43);
const userId = newId<UserId>();

describe('createSessions', () => {
  let clock: ReturnType<typeof testClock>;
  let stored: Map<string, StoredSession>;
  let reads: number;
  let fails: boolean;
  let revokedUntil: number;
  let complete: boolean;
  let signed: number;

  const make = () =>
    createSessions({
      store: {
        async get(key) {
          reads += 1;
          if (fails) throw new Error('connect ECONNREFUSED');
          const value = stored.get(key);
          return value === undefined ? undefined : { value, etag: '1' };
        },
        set: async () => {},
        delete: async () => {},
      },
      revocations: { isRevoked: (_user, _hash, createdAt) => createdAt <= revokedUntil, isComplete: () => complete },
      sign: async () => `assertion-${++signed}`,
      clock,
    });
  const session = (createdAt: string): StoredSession => ({
    userId,
    roles: ['customer'],
    createdAt,
    expiresAt: '2026-02-01T00:00:00.000Z',
  });

  beforeEach(() => {
    clock = testClock('2026-01-10T00:00:00.000Z');
    stored = new Map([[hashOf(token), session('2026-01-01T00:00:00.000Z')]]);
    reads = 0;
    signed = 0;
    fails = false;
    complete = true;
    revokedUntil = 0;
  });

  it('says who a token belongs to, with an assertion', async () => {
    const signedIn = await make().resolve(token);
    expect(signedIn).toMatchObject({
      identity: { userId, roles: ['customer'], sessionHash: hashOf(token) },
      assertion: 'assertion-1',
    });
  });

  it('sends an assertion on for a while and then has it signed anew, long before services refuse it', async () => {
    const sessions = make();
    const assertionAfter = async (seconds: number) => {
      clock.advance({ seconds });
      return (await sessions.resolve(token))?.assertion;
    };
    expect(await assertionAfter(0)).toBe('assertion-1');
    expect(await assertionAfter(19)).toBe('assertion-1');
    expect(await assertionAfter(1)).toBe('assertion-2');
    expect(await assertionAfter(19)).toBe('assertion-2');
    expect(await assertionAfter(3600)).toBe('assertion-3');
  });

  it('reads the store at most once a second, however many ask', async () => {
    const sessions = make();
    await Promise.all(Array.from({ length: 50 }, () => sessions.resolve(token)));
    expect(reads).toBe(1);
    clock.advance({ seconds: 1 });
    await Promise.all(Array.from({ length: 50 }, () => sessions.resolve(token)));
    expect(reads).toBe(2);
  });

  it('signs anew after 20 s, or at once when the roles changed', async () => {
    const sessions = make();
    await sessions.resolve(token);
    clock.advance({ seconds: 10 });
    expect((await sessions.resolve(token))?.assertion).toBe('assertion-1');
    clock.advance({ seconds: 11 });
    expect((await sessions.resolve(token))?.assertion).toBe('assertion-2');
    stored.set(hashOf(token), { ...session('2026-01-01T00:00:00.000Z'), roles: ['customer', 'merchant'] });
    clock.advance({ seconds: 1 });
    expect((await sessions.resolve(token))?.identity.roles).toEqual(['customer', 'merchant']);
  });

  it('refuses a revoked session at once, though the store still has it', async () => {
    const sessions = make();
    const signedIn = await sessions.resolve(token);
    revokedUntil = Date.parse('2026-01-09T00:00:00.000Z');
    expect(await sessions.resolve(token)).toBeUndefined();
    expect(signedIn !== undefined && sessions.stands(signedIn)).toBe(false);
  });

  it('accepts a session that was renewed along with the revocation of all others', async () => {
    const sessions = make();
    await sessions.resolve(token);
    revokedUntil = Date.parse('2026-01-10T00:00:00.000Z');
    stored.set(hashOf(token), session('2026-01-10T00:00:00.001Z'));
    expect(await sessions.resolve(token)).toMatchObject({ identity: { userId } });
    expect(reads).toBe(2);
  });

  it('knows who was somebody from who only guesses, and a flood of guesses does not make it forget', async () => {
    const sessions = make();
    expect(sessions.knows(token)).toBe(false);
    await sessions.resolve(token);
    for (let i = 0; i < 20_001; i++) await sessions.resolve(String(i).padStart(43, 'g'));
    expect(sessions.knows(token)).toBe(true);
    expect(sessions.knows('7'.padStart(43, 'g'))).toBe(false);
    const before = reads;
    await sessions.resolve(token);
    expect(reads).toBe(before);
  });

  it('does not ask the store again and again for a revoked token', async () => {
    const sessions = make();
    revokedUntil = Date.parse('2026-01-09T00:00:00.000Z');
    for (let i = 0; i < 10; i++) await sessions.resolve(token);
    expect(reads).toBeLessThanOrEqual(2);
  });

  it('refuses an expired session that the store has not dropped yet', async () => {
    clock.set('2026-02-01T00:00:00.000Z');
    expect(await make().resolve(token)).toBeUndefined();
  });

  it('says that it cannot say while the store is away, and knows again when it is back', async () => {
    const sessions = make();
    fails = true;
    await expect(sessions.resolve(token)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    fails = false;
    expect(await sessions.resolve(token)).toBeDefined();
  });

  it('vouches for nobody before the revocations are read', async () => {
    complete = false;
    await expect(make().resolve(token)).rejects.toBeInstanceOf(DomainError);
    expect(reads).toBe(0);
  });

  describe('atHand', () => {
    it('is what was read within the second, without waiting', async () => {
      const sessions = make();
      expect(sessions.atHand(token)).toBeUndefined();
      const signedIn = await sessions.resolve(token);
      clock.advance({ seconds: 0.999 });
      expect(sessions.atHand(token)).toBe(signedIn);
      expect(sessions.atHand('u'.repeat(43))).toBeUndefined();
      clock.advance({ seconds: 0.001 });
      expect(sessions.atHand(token)).toBeUndefined();
      expect(reads).toBe(1);
    });

    it('is not what was read before, while the store is asked anew', async () => {
      const sessions = make();
      await sessions.resolve(token);
      clock.advance({ seconds: 1 });
      stored.set(hashOf(token), { ...session('2026-01-01T00:00:00.000Z'), roles: ['customer', 'merchant'] });
      const asking = sessions.resolve(token);
      expect(sessions.atHand(token)).toBeUndefined();
      await asking;
      expect(sessions.atHand(token)?.identity.roles).toEqual(['customer', 'merchant']);
    });

    it('is nobody as soon as the session is revoked, gone or over', async () => {
      const sessions = make();
      await sessions.resolve(token);
      revokedUntil = Date.parse('2026-01-01T00:00:00.000Z');
      expect(sessions.atHand(token)).toBeUndefined();
      await sessions.resolve(token);
      expect(sessions.atHand(token)).toBeUndefined();
      revokedUntil = 0;
      expect(sessions.atHand(token)).toBeUndefined();
      await sessions.resolve(token);
      clock.advance({ seconds: 1 });
      stored.clear();
      await sessions.resolve(token);
      expect(sessions.atHand(token)).toBeUndefined();
      stored.set(hashOf(token), session('2026-01-01T00:00:00.000Z'));
      clock.set('2026-01-31T23:59:59.500Z');
      await sessions.resolve(token);
      expect(sessions.atHand(token)).toBeDefined();
      clock.set('2026-02-01T00:00:00.000Z');
      expect(sessions.atHand(token)).toBeUndefined();
    });
  });
});
