import { expect, it } from '@jest/globals';
import { DomainError, StockChanged } from '@arcade/contracts';
import { createLogger, noFailpoints } from '@arcade/service-defaults';
import type { Inbox, Message } from './inbox.ts';
import { arriving } from './messaging-under-test.fixture.ts';
import { createReceiver } from './receive-event.ts';
import { on } from './subscription.ts';

/** A receiver whose handler always fails, and which gives an event up at the second failure. */
function failingWith(error: Error) {
  let failures = 0;
  const inbox: Partial<Inbox<undefined>> = {
    once: async (messages, _via, work) => {
      for (const message of messages) await work(undefined, message);
      return new Set(messages);
    },
    countFailure: async () => ({ attempts: ++failures, seconds: failures }),
    deadLetter: async () => true,
  };
  const handle = on<undefined, typeof StockChanged>(StockChanged, async () => {
    throw error;
  });
  return createReceiver<undefined>({
    service: 'carts',
    inbox: inbox as Inbox<undefined>,
    subscriptions: new Map([[StockChanged.topic, handle]]),
    logger: createLogger('carts', 'silent'),
    failpoints: noFailpoints,
    poison: { attempts: 2, seconds: 2 },
    thenNudge: (work) => work(),
  });
}

const { topic, event } = arriving('01900000-0000-7000-8000-000000000001', 1);
const message: Message = { eventId: event.id, topic, data: event.data };
const outcomesOf = async (error: Error) => {
  const receive = failingWith(error);
  const outcomes: string[] = [];
  for (let time = 0; time < 3; time++)
    outcomes.push(...(await receive([message], 'broker')).map(({ outcome }) => outcome));
  return outcomes;
};

it('gives an event up that fails too often and too long', async () => {
  expect(await outcomesOf(new Error('what a strange event'))).toEqual(['failed', 'dead', 'dead']);
});

it('never blames an event for what is not there to process it', async () => {
  const away = new DomainError('dependency-unavailable');
  expect(await outcomesOf(away)).toEqual(['failed', 'failed', 'failed']);
});
