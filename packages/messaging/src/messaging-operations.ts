import type { Handlers, Operations } from '@arcade/service-defaults';
import type { Messaging } from './messaging.ts';

type MessagingOperation = `read${string}Events` | `list${string}DeadLetters` | `replay${string}DeadLetter`;

/** What a service answers itself: the log of its events and its dead letters are messaging's. */
export type ServiceHandlers<Api extends Operations> = Omit<Handlers<Api>, MessagingOperation>;

/** The same names, and who answers. */
const answers = [
  [/^read.*Events$/, 'readEvents'],
  [/^list.*DeadLetters$/, 'listDeadLetters'],
  [/^replay.*DeadLetter$/, 'replayDeadLetter'],
] as const;

/** The handlers of those operations of an API that messaging answers. */
export const messagingHandlers = (
  api: Readonly<Record<string, unknown>>,
  messaging: Pick<Messaging, (typeof answers)[number][1]>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(api).flatMap((operation) =>
      answers.filter(([name]) => name.test(operation)).map(([, answer]) => [operation, messaging[answer]]),
    ),
  );
