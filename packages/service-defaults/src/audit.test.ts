import { describe, expect, it } from '@jest/globals';
import { DomainError, type AuditEntry, type Endpoint, type UserId } from '@arcade/contracts';
import { createAudit } from './audit.ts';
import { newId } from './ids.ts';
import { createLogger } from './logger.ts';
import type { Call } from './request.ts';

const actor = newId<UserId>();
const endpoint = {
  audit: { action: 'roles.replaced', subject: 'userId', details: ['roles'] },
} as unknown as Endpoint;
const callWith = (change: object = {}) =>
  ({
    params: { userId: 'u1' },
    body: { roles: ['admin'], password: 'secret', note: 'personal words' },
    identity: { userId: actor },
    header: (name: string) => (name === 'arcade-client-ip' ? '2001:db8::7' : undefined),
    about: () => {},
    ...change,
  }) as unknown as Call<Endpoint>;

const auditing = (fails?: Error) => {
  const kept: AuditEntry[] = [];
  const audit = createAudit({
    service: 'users',
    record: async (entry) => {
      if (fails !== undefined) throw fails;
      kept.push(entry);
    },
    logger: createLogger('test', 'silent'),
    clock: { now: () => new Date('2026-01-01T00:00:00.000Z') },
  });
  return { kept, audit };
};

describe('createAudit', () => {
  it('keeps who does what to whom from where before it is done, then how it ended', async () => {
    const { kept, audit } = auditing();
    await audit(endpoint, callWith(), async () => {
      expect(kept).toMatchObject([{ action: 'roles.replaced', actor, subject: 'u1', outcome: null }]);
      return {};
    });
    const [began, ended] = kept;
    expect(began).toMatchObject({ network: '2001:db8:0:0::/64', startedAt: '2026-01-01T00:00:00.000Z' });
    expect(ended).toEqual({ ...began, outcome: 'done' });
  });

  it('keeps of the body what is named, and nothing else', async () => {
    const { kept, audit } = auditing();
    await audit(endpoint, callWith(), async () => ({}));
    expect(kept[1]?.details).toEqual({ roles: ['admin'] });
  });

  it.each([
    [new DomainError('forbidden'), 'forbidden'],
    [new Error('broken'), 'internal-error'],
  ])('keeps why it failed, and passes it on', async (error, outcome) => {
    const { kept, audit } = auditing();
    const failing = async () => {
      throw error;
    };
    await expect(audit(endpoint, callWith(), failing)).rejects.toBe(error);
    expect(kept.map((entry) => entry.outcome)).toEqual([null, outcome]);
  });

  it('takes the subject from what the operation tells, or from its answer', async () => {
    const { kept, audit } = auditing();
    await audit(endpoint, callWith({ params: {} }), async ({ about }) => {
      about('told');
      return {};
    });
    await audit(endpoint, callWith({ params: {} }), async () => ({ body: { userId: 'made' } }));
    expect(kept.map(({ subject }) => subject)).toEqual([null, 'told', null, 'made']);
  });

  it('does nothing when the entry cannot be kept', async () => {
    const { audit } = auditing(new Error('no store'));
    let isDone = false;
    await expect(audit(endpoint, callWith(), async () => void (isDone = true))).rejects.toThrow('no store');
    expect(isDone).toBe(false);
  });
});
