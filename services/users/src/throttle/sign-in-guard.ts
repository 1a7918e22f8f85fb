import { DomainError, type UserId } from '@arcade/contracts';
import type { FailureCounters } from './failure-counters.ts';
import type { KnownOrigins, Origin } from './known-origins.ts';

/** Who tries, and from where. */
export interface SignInAttempt {
  readonly email: string;
  /** Whose address it is, if anybody's. */
  readonly userId: UserId | undefined;
  readonly origin: Origin;
}

/** An attempt that was let in. */
export interface Admitted {
  /** The password was right. */
  succeeded(): Promise<void>;
  /** The password was never looked at. */
  notTried(): Promise<void>;
}

export interface SignInGuard {
  /** @throws DomainError login-throttled with `retryAfterSeconds` */
  enter(attempt: SignInAttempt): Promise<Admitted>;
  /** Somebody signed in proves the password once more: only the session's own guesses count. @throws DomainError login-throttled */
  enterAgain(sessionHash: string): Promise<Admitted>;
  /** Whoever reads the account's mail is its owner: guesses of others no longer make this origin wait. */
  provedByMail(attempt: SignInAttempt): Promise<void>;
}

export interface GuardCounters {
  /** Guesses of one origin at one account. */
  readonly pairs: FailureCounters;
  /** Guesses of strangers at one account, wherever they come from. */
  readonly accounts: FailureCounters;
  /** Guesses of strangers in one network, whomever they try. */
  readonly networks: FailureCounters;
}

/** The last is the origin's own. */
type Subjects = readonly (readonly [counters: FailureCounters, subject: string])[];

/**
 * Slows down guessing without giving anybody the means to keep the owner out: an origin that has signed in to the account
 * before has tries of its own, strangers share theirs, and a mailed link is always a way in.
 */
export function createSignInGuard(
  { pairs, accounts, networks }: GuardCounters,
  known: Pick<KnownOrigins, 'recognise'>,
  now: () => Promise<Date>,
): SignInGuard {
  const strangersOf = (attempt: SignInAttempt): Subjects => [
    [networks, attempt.origin.network],
    [accounts, attempt.email],
    [pairs, pairOf(attempt)],
  ];

  return {
    async enter(attempt) {
      const [subject, when] = await Promise.all([known.recognise(attempt.userId, attempt.origin), now()]);
      return await admit(subject === undefined ? strangersOf(attempt) : [[pairs, `known ${subject}`]], when);
    },
    enterAgain: async (sessionHash) => await admit([[pairs, `session ${sessionHash}`]], await now()),
    async provedByMail(attempt) {
      await Promise.all([accounts.clear(attempt.email), pairs.clear(pairOf(attempt))]);
    },
  };
}

const pairOf = ({ email, origin: { network } }: SignInAttempt) => JSON.stringify([email, network]);

async function admit(subjects: Subjects, when: Date): Promise<Admitted> {
  const takeBacks: (() => Promise<void>)[] = [];
  const takeBackAll = async () => void (await Promise.all(takeBacks.map((takeBack) => takeBack())));
  for (const [counters, subject] of subjects) {
    const attempt = await counters.attempt(subject, when);
    if (attempt.kind === 'wait') {
      // Nothing was tried, so nobody has failed.
      await takeBackAll();
      throw throttled(attempt.ms);
    }
    takeBacks.push(() => counters.takeBack(subject, attempt.failures));
  }
  return {
    // What strangers share is only taken back: whoever owns one account may guess at others.
    async succeeded() {
      const [counters, own] = subjects.at(-1) ?? [];
      await takeBackAll();
      if (own !== undefined) await counters?.clear(own);
    },
    notTried: takeBackAll,
  };
}

function throttled(ms: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1000));
  return new DomainError(
    'login-throttled',
    `Try again in ${retryAfterSeconds} s, or set a new password with a link that we mail to you`,
    { retryAfterSeconds },
  );
}
