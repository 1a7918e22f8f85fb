import type { CartId, OrderId, ReservationId } from '@arcade/contracts';
import type { ActorType, Logger, Reminders } from '@arcade/service-defaults';
import { Counter } from 'prom-client';
import type { ExpiryTimers } from '../application/arm-timers.ts';
import type { InventoryContext } from '../application/inventory-context.ts';
import { onTimer } from '../application/sweep-holds.ts';
import type { TimedHold } from '../domain/reservation.ts';

export const holdActorType = 'hold';
const reminder = 'expire';
/** A reminder whose app was down fires again after this. */
const periodSeconds = 30;
/** The scheduler is slower than the shop: what would wait behind this many is left to the sweeper. */
const waitingAtMost = 500;
const inParallel = 8;

const dropped = new Counter({
  name: 'inventory_reminders_dropped_total',
  help: 'Holds whose expiry is left to the sweeper because no reminder could be registered',
});

/** One reminder for each order, cart or hand-held reservation, registered beside the request and never waited for. */
export function createDaprExpiryTimers(reminders: Reminders, logger: Logger): ExpiryTimers {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;

  const drain = async () => {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      await call().catch((error: unknown) => {
        dropped.inc();
        logger.debug({ err: error }, 'the sweeper takes over from a reminder');
      });
    }
  };
  const enqueue = (call: () => Promise<void>) => {
    if (waiting.length >= waitingAtMost) {
      dropped.inc();
      return;
    }
    waiting.push(call);
    if (running >= inParallel) return;
    running++;
    void drain().finally(() => running--);
  };
  return {
    arm: (hold, seconds) => enqueue(() => reminders.schedule(actorIdOf(hold), reminder, seconds, periodSeconds)),
    disarm: (hold) => enqueue(() => reminders.cancel(actorIdOf(hold), reminder)),
  };
}

/** The actor of a hold only nudges: it looks at the row and ends what is overdue. */
export const createHoldActor = (ctx: InventoryContext): ActorType => ({
  type: holdActorType,
  async onReminder(actorId) {
    const hold = holdOf(actorId);
    if (hold !== undefined) await onTimer(ctx, hold);
  },
});

const actorIdOf = ({ kind, id }: TimedHold): string => `${kind}-${id}`;

function holdOf(actorId: string): TimedHold | undefined {
  const [, kind, id] = /^(order|cart|manual)-(.+)$/.exec(actorId) ?? [];
  switch (kind) {
    case 'order':
      return { kind, id: id as OrderId };
    case 'cart':
      return { kind, id: id as CartId };
    case 'manual':
      return { kind, id: id as ReservationId };
    case undefined:
    default:
      return undefined;
  }
}
