import { AsyncLocalStorage } from 'node:async_hooks';
import type { Command, Decision } from './command.ts';
import { decideAll } from './decide-all.ts';
import { runAlone } from './run-alone.ts';
import type { SweepContext } from './sweep-holds.ts';

export interface CommandRunner {
  run<Result>(command: Command<Result>): Promise<Result>;
}

export interface RunnerOptions {
  /** Transactions at a time. */
  readonly parallel: number;
  /** Commands that one transaction serves at most. */
  readonly most: number;
}

/** A command that waits for its turn. */
export interface Waiting {
  readonly command: Command<unknown>;
  /** Runs in the context of whoever asked, so that events carry their trace. */
  readonly inContext: <Result>(work: () => Result) => Result;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs commands that arrive while others are at work together in one transaction: a hot product is then locked, and the
 * disk waited for, once for many of them. A command that comes alone runs at once and alone.
 */
export function createCommandRunner(ctx: SweepContext, { parallel, most }: RunnerOptions): CommandRunner {
  const waiting: Waiting[] = [];
  let running = 0;
  const pump = () => {
    while (running < parallel && waiting.length > 0) {
      running++;
      void runTogether(ctx, takeBatch(waiting, most)).finally(() => {
        running--;
        pump();
      });
    }
  };
  return {
    run: <Result>(command: Command<Result>) =>
      new Promise<Result>((resolve, reject) => {
        const inContext = AsyncLocalStorage.snapshot() as Waiting['inContext'];
        waiting.push({ command, inContext, resolve: resolve as Waiting['resolve'], reject });
        pump();
      }),
  };
}

/**
 * The first that wait, but no owner and no network twice: its second command has to see what the first has done. Guests
 * lock products for longer, so they keep to themselves.
 */
function takeBatch(waiting: Waiting[], most: number): readonly Waiting[] {
  const owners = new Set<string>();
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const entry of waiting.splice(0)) {
    const { orders = [], newOrders = [], carts = [], network } = entry.command;
    const own = [...orders, ...newOrders, ...carts, ...(network === undefined ? [] : [network])];
    const [first = entry] = batch;
    const fits = isGuests(entry) === isGuests(first) && !own.some((id) => owners.has(id));
    if (batch.length === most || !fits) {
      later.push(entry);
      continue;
    }
    for (const id of own) owners.add(id);
    batch.push(entry);
  }
  waiting.push(...later);
  return batch;
}

const isGuests = ({ command }: Waiting): boolean => command.network !== undefined;

async function runTogether(ctx: SweepContext, batch: readonly Waiting[]): Promise<void> {
  if (batch.length === 1) {
    await Promise.all(batch.map((entry) => runSingly(ctx, entry, false)));
    return;
  }
  const outcome = await ctx.store
    .transaction((tx) => decideAll(tx, batch, false))
    // One may have spoilt it for all; alone each gets its own answer.
    .catch(() => ({ kind: 'conflict' }) as const);
  const left = batch.filter(
    (entry, index) => outcome.kind === 'conflict' || !settle(entry, outcome.result[index] ?? undecided),
  );
  await Promise.all(left.map((entry) => runSingly(ctx, entry, true)));
}

async function runSingly(ctx: SweepContext, entry: Waiting, lock: boolean): Promise<void> {
  await runAlone(ctx, async (tx, again, yielding) => {
    const [decision = undecided] = await decideAll(tx, [entry], lock || again, yielding);
    return decision.kind === 'done' || decision.kind === 'failed' ? { kind: 'done', result: decision } : decision;
  }).then((decision) => settle(entry, decision), entry.reject);
}

export type Settled = Decision<unknown> | { readonly kind: 'failed'; readonly error: unknown };
const undecided: Settled = { kind: 'failed', error: new Error('A command was left undecided') };

/** False when it has to be tried again. */
function settle({ resolve, reject }: Waiting, decision: Settled): boolean {
  switch (decision.kind) {
    case 'done':
      resolve(decision.result);
      return true;
    case 'failed':
      reject(decision.error);
      return true;
    case 'sweep':
    case 'yield':
      return false;
  }
}
