import { describe, expect, it } from '@jest/globals';
import type { Identity, ProductId, UserId } from '@arcade/contracts';
import { noFailpoints, parseIfMatch } from '@arcade/service-defaults';
import { named } from '../domain/named.fixture.ts';
import { adjustStock } from './adjust-stock.ts';
import type { Command, Decision, Situation } from './command.ts';
import type { InventoryContext } from './inventory-context.ts';
import type { LedgerFilter } from './stock-store.ts';

const productId = named<ProductId>('apple');
const merchantId = named<UserId>('ada');
const identity: Identity = { userId: merchantId, roles: ['merchant'], sessionHash: '' };
const now = new Date('2026-01-01T00:00:00.000Z');
const before = { productId, merchantId, onHand: 5, reserved: 2, overdue: 0, version: 7, lastUpdated: new Date(0) };

interface Given {
  readonly onHand?: number;
  readonly overdue?: number;
  /** Filters for which the ledger has entries. */
  readonly has?: (filter: LedgerFilter) => boolean;
  /** The row as it is read afterwards. */
  readonly stored?: object;
}

/** An adjustment of `before`: what it decides, and what it answers. */
async function adjusted({ onHand = 9, overdue = 0, has = () => false, stored = {} }: Given = {}) {
  let decision: Decision<unknown> | undefined;
  const run = async (command: Command<unknown>) => {
    const ledger = new Set((command.ledger ?? []).filter(has));
    decision = command.decide({
      now,
      ledger,
      stock: new Map([[productId, { ...before, overdue }]]),
    } as unknown as Situation);
    return decision.kind === 'done' ? decision.result : before;
  };
  const store = { findStock: async () => stored };
  const ctx = { commands: { run }, store, failpoints: noFailpoints } as unknown as InventoryContext;
  const ifMatch = parseIfMatch('*');
  const answer = await adjustStock(ctx, { identity, productId, onHand, note: undefined, ifMatch, cause: 'adjust:1' });
  return { decision, answer };
}

describe('adjustStock', () => {
  it('answers with the very next version, as it will be read', async () => {
    const { decision } = await adjusted();
    expect(decision).toEqual({
      kind: 'done',
      result: { ...before, onHand: 9, version: 8, lastUpdated: now },
      changes: {
        ledger: [{ causeId: 'adjust:1:7', productId, delta: 4, reason: 'initial', note: null, actor: merchantId }],
        deltas: [{ productId, onHand: 4, reserved: 0 }],
      },
    });
  });

  it.each([
    ['the database has stamped it with', 8, new Date(1)],
    ['it was decided at, when it has changed again', 9, now],
  ])('answers with the time that %s', async (_, version, lastUpdated) => {
    const { answer } = await adjusted({ stored: { ...before, onHand: 1, version, lastUpdated: new Date(1) } });
    expect(answer).toEqual({ ...before, onHand: 9, version: 8, lastUpdated });
  });

  it('is no longer the initial one once the product has entries', async () => {
    const { decision } = await adjusted({ has: (filter) => 'productId' in filter });
    expect(decision).toMatchObject({ changes: { ledger: [{ reason: 'adjusted' }] } });
  });

  it('changes nothing when the same request took effect before', async () => {
    const { decision } = await adjusted({ has: (filter) => 'cause' in filter });
    expect(decision).toEqual({ kind: 'done', result: before });
  });

  it('waits for overdue holds to end, which are part of what its version means', async () => {
    const { decision } = await adjusted({ overdue: 1 });
    expect(decision).toEqual({ kind: 'sweep', productIds: [productId] });
  });
});
