import { DomainError } from '@arcade/contracts';
import { rateLimited } from './rate-limits.ts';

/**
 * Places for what should be over within moments. Where all are taken the one that has been there longest is given up for
 * the newcomer, so that whoever is slow on purpose loses, and never those who come after.
 */
export interface YieldingPlaces {
  /**
   * Takes a place and says how to give it back. `giveUp` ends what holds it for the sake of another.
   * @throws DomainError rate-limited or overloaded when even the oldest has not been there for long
   */
  enter(network: string, giveUp: () => void): () => void;
}

export interface YieldingLimits {
  readonly perNetwork: number;
  readonly total: number;
  /** How long nobody has to yield, in ms. */
  readonly patienceMs: number;
  readonly now?: () => number;
}

interface Holder {
  readonly since: number;
  readonly giveUp: () => void;
}

export function createYieldingPlaces({ perNetwork, total, patienceMs, now = Date.now }: YieldingLimits) {
  const all = new Set<Holder>();
  const byNetwork = new Map<string, Set<Holder>>();

  /** Sets keep the order of entering, so the first is the oldest. */
  const makeRoom = (holders: ReadonlySet<Holder>, limit: number, refusal: () => DomainError) => {
    if (holders.size < limit) return;
    const [oldest] = holders;
    if (oldest === undefined || now() - oldest.since < patienceMs) throw refusal();
    oldest.giveUp();
  };

  const places: YieldingPlaces = {
    enter(network, giveUp) {
      makeRoom(byNetwork.get(network) ?? new Set(), perNetwork, () => rateLimited(1));
      makeRoom(all, total, () => new DomainError('overloaded'));
      const own = byNetwork.get(network) ?? new Set();
      const holder = { since: now(), giveUp };
      all.add(holder);
      byNetwork.set(network, own.add(holder));
      return () => {
        all.delete(holder);
        own.delete(holder);
        if (own.size === 0 && byNetwork.get(network) === own) byNetwork.delete(network);
      };
    },
  };
  return places;
}
