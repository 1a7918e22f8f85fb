import { hash, parseOptions, verify } from '@node-rs/argon2';
import { createWorkQueue } from './work-queue.ts';

export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

export interface PasswordHasher {
  /** @throws DomainError overloaded */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one behind the hash. Without a hash (nobody has this address) it does the same work and
   * says no. @throws DomainError overloaded
   */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Made with another cost than today's. */
  isDated(passwordHash: string): boolean;
}

/** argon2id in a thread pool, behind a bounded queue: each hash takes a core and tens of megabytes. */
export async function createPasswordHasher(
  cost: HashCost,
  limits: { readonly concurrency: number; readonly queue: number },
): Promise<PasswordHasher> {
  const { memoryCost, timeCost, parallelism } = cost;
  const options = { memoryCost, timeCost, parallelism };
  const queue = createWorkQueue(limits.concurrency, limits.queue);
  const nobodys = await hash('a password that nobody has', options);
  return {
    hash: (password) => queue.run(() => hash(password.normalize('NFKC'), options)),
    async verify(passwordHash, password) {
      const right = await queue.run(() => verify(passwordHash ?? nobodys, password.normalize('NFKC')));
      return right && passwordHash !== undefined;
    },
    isDated(passwordHash) {
      const used = parseOptions(passwordHash);
      return used.memoryCost !== memoryCost || used.timeCost !== timeCost || used.parallelism !== parallelism;
    },
  };
}
