import { timeSince } from '@arcade/service-defaults';
import { returnUntilOf } from '../domain/follow-units.ts';
import { moveOrder } from '../domain/move-order.ts';
import { freshRun, nameOf, nextStep, type RunMemory, type SagaStep } from '../domain/next-step.ts';
import type { Order } from '../domain/order.ts';
import type { Schedule, StoredOrder } from './order-repository.ts';
import type { OrdersContext } from './orders-context.ts';
import { performCall } from './perform-call.ts';
import { pauseAfter } from './saga-pause.ts';

/** One run: what was read, what was found out since and is not written yet. */
interface Run {
  readonly stored: StoredOrder;
  readonly memory: RunMemory;
  readonly learned: readonly ((order: Order) => Order)[];
}

/** Where a run stands: the order as far as it is known, at the database's time. */
interface Moment {
  readonly run: Run;
  readonly order: Order;
  readonly now: Date;
}

type Progress = { readonly kind: 'continues'; readonly run: Run } | { readonly kind: 'rests'; readonly order: Order };

/**
 * Takes an order as far as it goes now. Needs a claim; gives it up at the end. What others answer is written together
 * with the change it leads to: until then a repeated call tells the same again.
 */
export async function runSaga(ctx: OrdersContext, claimed: StoredOrder): Promise<Order> {
  let run: Run = { stored: claimed, memory: freshRun, learned: [] };
  for (;;) {
    const progress = await advance(ctx, run);
    if (progress.kind === 'rests') return progress.order;
    ({ run } = progress);
  }
}

async function advance(ctx: OrdersContext, run: Run): Promise<Progress> {
  const order = run.learned.reduce((known, learn) => learn(known), run.stored.order);
  const moment = { run, order, now: timeSince(run.stored) };
  const step = stepAt(ctx, moment);
  switch (step.kind) {
    case 'call':
      return await advanceByCall(ctx, moment, step);
    case 'move':
      return await advanceByMove(ctx, moment, step);
    case 'retry':
    case 'wait':
    case 'done':
      return await write(ctx, moment, order, step);
  }
}

const stepAt = ({ settings }: OrdersContext, { order, run, now }: Moment): SagaStep =>
  nextStep(order, run.memory, { now, graceMs: settings.graceMs });

async function advanceByCall(ctx: OrdersContext, moment: Moment, { call }: Step<'call'>): Promise<Progress> {
  const { run, order, now } = moment;
  try {
    const { learn, captureRefused = false } = await performCall(ctx, order, call, now);
    const answered = new Set([...run.memory.answered, nameOf(call)]);
    const memory = { answered, captureRefused: run.memory.captureRefused || captureRefused };
    return { kind: 'continues', run: { ...run, memory, learned: [...run.learned, learn] } };
  } catch (error) {
    const { attempt } = run.stored;
    ctx.logger.warn({ err: error, orderId: order.orderId, call: call.name, attempt }, 'the saga tries again later');
    return await write(ctx, moment, order, { kind: 'retry', call });
  }
}

async function advanceByMove(ctx: OrdersContext, moment: Moment, { event, reason }: Step<'move'>): Promise<Progress> {
  await ctx.failpoints.hit(`orders.before-${event}`);
  const returnUntil = returnUntilOf(event, moment.now, ctx.settings.returnMs);
  const after = moveOrder(moment.order, { event, actor: 'orders', reason, at: moment.now, returnUntil });
  return await write(ctx, moment, after, stepAt(ctx, { ...moment, order: after }));
}

type Step<Kind extends SagaStep['kind']> = Extract<SagaStep, { kind: Kind }>;

/**
 * Writes what has become of the order. Where somebody else has changed it meanwhile, the run continues from there with what
 * it has learned; where another driver has taken over, it ends.
 */
async function write(ctx: OrdersContext, { run, order, now }: Moment, after: Order, next: SagaStep): Promise<Progress> {
  const saved = await ctx.orders.save(run.stored, after, scheduleOf(next, run.stored, now));
  if (saved.kind === 'saved') {
    const { stored } = saved;
    const isActive = next.kind === 'call' || next.kind === 'move';
    return isActive
      ? { kind: 'continues', run: { ...run, stored, learned: [] } }
      : { kind: 'rests', order: stored.order };
  }
  const stored = await ctx.orders.load(order.orderId);
  const isOurs = stored?.claimNo === run.stored.claimNo;
  return isOurs ? { kind: 'continues', run: { ...run, stored } } : { kind: 'rests', order };
}

function scheduleOf(step: SagaStep, { attempt }: StoredOrder, now: Date): Schedule {
  if (step.kind !== 'retry') return { step };
  const left = step.by === undefined ? Infinity : Math.max(0, step.by.getTime() - now.getTime());
  return { step, pauseMs: Math.min(pauseAfter(attempt), left) };
}
