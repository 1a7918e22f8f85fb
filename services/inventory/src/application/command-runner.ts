import { DomainError, type ProductId } from '@arcade/contracts';
import { currentTrace } from '@arcade/service-defaults';
import type { Command, CommandRunner } from './command.ts';
import { decideAll, type AskedCommand, type Settled } from './decide-all.ts';
import { sweepProducts, type SweepContext } from './sweep-holds.ts';

export interface RunnerOptions {
  /** Transactions at a time. */
  readonly parallel: number;
  /** Commands that one transaction serves at most. */
  readonly most: number;
}

/** A command that waits for its turn. */
interface Waiting extends AskedCommand {
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
        const traceparent = currentTrace()?.traceparent;
        waiting.push({ command, traceparent, resolve: resolve as Waiting['resolve'], reject });
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
    const own = ownersOf(entry.command);
    const [first] = batch;
    const fits = first === undefined || (mayShare(first, entry) && !own.some((id) => owners.has(id)));
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

function ownersOf({ network, ...command }: Command<unknown>): readonly string[] {
  const { orders = [], newOrders = [], carts = [], reservations = [], newReservations = [] } = command;
  const own = [...orders, ...newOrders, ...carts, ...reservations, ...newReservations];
  return network === undefined ? own : [...own, network];
}

const mayShare = ({ command: one }: Waiting, { command: other }: Waiting): boolean =>
  one.exclusive !== true && other.exclusive !== true && (one.network === undefined) === (other.network === undefined);

async function runTogether(ctx: SweepContext, batch: readonly Waiting[]): Promise<void> {
  if (batch.length === 1) {
    await Promise.all(batch.map((entry) => runAlone(ctx, entry, false)));
    return;
  }
  const outcome = await ctx.store
    .transaction((tx) => decideAll(tx, batch, { lock: false, yielding: new Set() }))
    // One may have spoilt it for all; alone each gets its own answer.
    .catch(() => ({ kind: 'conflict' }) as const);
  const left = batch.filter(
    (entry, index) => outcome.kind === 'conflict' || !settle(entry, outcome.result[index] ?? undecided),
  );
  await Promise.all(left.map((entry) => runAlone(ctx, entry, true)));
}

const maximumAttempts = 8;

/**
 * Runs a command in a transaction of its own. The first attempt may plan with what it reads and lock products only while
 * it writes; when others were faster, later ones lock first.
 */
async function runAlone(ctx: SweepContext, entry: Waiting, lockAtOnce: boolean): Promise<void> {
  try {
    let yielding: ReadonlySet<ProductId> = new Set();
    for (let count = 0; count < maximumAttempts; count++) {
      const attempt = { lock: lockAtOnce || count > 0, yielding };
      const outcome = await ctx.store.transaction((tx) => decideAll(tx, [entry], attempt));
      if (outcome.kind === 'conflict') continue;
      const [decision = undecided] = outcome.result;
      if (settle(entry, decision)) return;
      if (decision.kind === 'yield') yielding = new Set([...yielding, ...decision.productIds]);
      if (decision.kind === 'sweep') await sweepProducts(ctx, decision.productIds);
    }
    entry.reject(new DomainError('overloaded'));
  } catch (error) {
    entry.reject(error);
  }
}

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
