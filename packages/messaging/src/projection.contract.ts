import { describe, expect, it } from '@jest/globals';
import { newId } from '@arcade/service-defaults';
import { brokerContract } from './broker.contract.ts';
import { consumingContract } from './consuming.contract.ts';
import { deadLettersContract } from './dead-letters.contract.ts';
import type { ConsumingSide, NewStore } from './messaging-under-test.fixture.ts';
import { positionsContract } from './positions.contract.ts';
import type { ProjectionStore, Versioned } from './projection.ts';

/** A store under test, and what it keeps of an aggregate. */
type ReadableStore = ProjectionStore & { read(id: string): Promise<Versioned | undefined> };
type WithStore = (work: (store: ReadableStore) => Promise<void>) => Promise<void>;

export interface ProjectionContractOptions<Consumer extends ConsumingSide> {
  readonly newConsumer: NewStore<Consumer>;
  /** Whose events it consumes. */
  readonly newProducer: NewStore;
  readonly withStore: WithStore;
}

/** What the event path has to do over any store without transactions. */
export function projectionContract<Consumer extends ConsumingSide>(options: ProjectionContractOptions<Consumer>): void {
  const { newConsumer, newProducer, withStore } = options;
  describe('versioned writes', () => versionsContract(withStore));
  describe('positions', () => positionsContract(withStore));
  describe('consuming', () => consumingContract(newConsumer));
  describe('dead letters', () => deadLettersContract(newConsumer));
  describe('through a real broker', () => brokerContract(newProducer, newConsumer));
}

function versionsContract(withStore: WithStore): void {
  const at = (id: string, version: number, name = `v${version}`): Versioned => ({ id, version, document: { name } });

  it('keep the newest version, in whatever order versions come', () =>
    withStore(async (store) => {
      const id = newId<string>();
      expect(await store.read(id)).toBeUndefined();
      for (const version of [9, 2, 10, 1]) await store.write([at(id, version)]);
      expect(await store.read(id)).toEqual(at(id, 10));
    }));

  it('say what they have written: not an older version, nor the same once more', () =>
    withStore(async (store) => {
      const [id, other] = [newId<string>(), newId<string>()];
      expect(await store.write([at(id, 2), at(id, 2, 'again'), at(other, 1), at(id, 1), at(id, 3)])).toEqual([
        true,
        false,
        true,
        false,
        true,
      ]);
      expect(await store.write([at(id, 3, 'again'), at(other, 1, 'again')])).toEqual([false, false]);
      expect([await store.read(id), await store.read(other)]).toEqual([at(id, 3), at(other, 1)]);
      expect(await store.write([])).toEqual([]);
    }));

  it('that come at the same time leave the newest, and one alone writes each version', () =>
    withStore(async (store) => {
      const id = newId<string>();
      const versions = Array.from({ length: 50 }, (_, index) => 1 + (index % 25));
      const written = await Promise.all(versions.map(async (version) => await store.write([at(id, version)])));
      expect(await store.read(id)).toEqual(at(id, 25));
      expect(written.filter(([isNew], index) => isNew === true && versions[index] === 25)).toHaveLength(1);
    }));
}
