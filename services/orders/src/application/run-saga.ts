import { moveOrder } from '../domain/move-order.ts';
import { freshRun, nameOf, nextStep, type RunMemory, type SagaStep } from '../domain/next-step.ts';
import type { Order } from '../domain/order.ts';
import type { Schedule, StoredOrder } from './order-repository.ts';
import type { OrdersContext } from './orders-context.ts';
import { performCall } from './perform-call.ts';
import { pauseAfter } from './saga-pause.ts';

type Learn = (order: Order) => Order;

/** One run: what was read, what was found out since and is not written yet. */
interface Run {
  readonly stored: StoredOrder;
  readonly startedAt: number;
  readonly memory: RunMemory;
  readonly learned: readonly Learn[];
}

/**
 * Takes an order as far as it goes now. Needs a claim; gives it up at the end. What others answer is written together
 * with the change it leads to: until then a repeated call tells the same again.
 */
export async function runSaga(ctx: OrdersContext, claimed: StoredOrder): Promise<Order> {
  let run = freshRunOf(claimed);
  for (;;) {
    const known = knownOrder(run);
    const now = timeOf(run);
    const step = nextStep(known, run.memory, { now, graceMs: ctx.settings.graceMs });
    const called = step.kind === 'call' ? await tryCall(ctx, run, known, step, now) : undefined;
    if (called !== undefined) {
      run = called;
      continue;
    }
    const after = step.kind === 'move' ? await moved(ctx, known, step, now) : known;
    const next = step.kind === 'move' ? nextStep(after, run.memory, { now, graceMs: ctx.settings.graceMs }) : step;
    // A call that comes here has failed: again after a pause.
    const failed = step.kind === 'call' ? ({ kind: 'retry', call: step.call } as const) : next;
    const saved = await ctx.orders.save(run.stored, after, scheduleOf(failed, run.stored, now));
    const current = saved.kind === 'saved' ? saved.stored : await reloaded(ctx, run);
    if (current === undefined) return known;
    if (saved.kind === 'saved' && failed.kind !== 'call' && failed.kind !== 'move') return current.order;
    const learned = saved.kind === 'saved' ? [] : run.learned;
    run = { ...run, stored: current, startedAt: performance.now(), learned };
  }
}

const freshRunOf = (stored: StoredOrder): Run => ({
  stored,
  startedAt: performance.now(),
  memory: freshRun,
  learned: [],
});

const knownOrder = ({ stored, learned }: Run): Order => learned.reduce((order, learn) => learn(order), stored.order);

/** The database's time, by its own clock when it was read and the time since then by ours. */
const timeOf = ({ stored, startedAt }: Run): Date =>
  new Date(stored.readAt.getTime() + Math.floor(performance.now() - startedAt));

async function tryCall(
  ctx: OrdersContext,
  run: Run,
  known: Order,
  { call }: Extract<SagaStep, { kind: 'call' }>,
  now: Date,
): Promise<Run | undefined> {
  try {
    const { learn, captureRefused = false } = await performCall(ctx, known, call, now);
    const answered = new Set([...run.memory.answered, nameOf(call)]);
    const memory = { answered, captureRefused: run.memory.captureRefused || captureRefused };
    return { ...run, memory, learned: [...run.learned, learn] };
  } catch (error) {
    const { orderId } = known;
    ctx.logger.warn(
      { err: error, orderId, call: call.name, attempt: run.stored.attempt },
      'the saga tries again later',
    );
    return undefined;
  }
}

async function moved(ctx: OrdersContext, order: Order, step: Extract<SagaStep, { kind: 'move' }>, at: Date) {
  await ctx.failpoints.hit(`orders.before-${step.event}`);
  return moveOrder(order, { event: step.event, actor: 'orders', reason: step.reason, at });
}

function scheduleOf(step: SagaStep, { attempt }: StoredOrder, now: Date): Schedule {
  if (step.kind !== 'retry') return { step };
  const left = step.by === undefined ? Infinity : Math.max(0, step.by.getTime() - now.getTime());
  return { step, pauseMs: Math.min(pauseAfter(attempt), left) };
}

/** The order as it has become; undefined when another driver has taken over. */
async function reloaded(ctx: OrdersContext, { stored }: Run): Promise<StoredOrder | undefined> {
  const current = await ctx.orders.load(stored.order.orderId);
  return current?.claimNo === stored.claimNo ? current : undefined;
}
