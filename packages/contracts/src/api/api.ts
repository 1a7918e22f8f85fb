import { nameOperations, type EndpointSpec, type Named } from '../endpoint.ts';
import { readersOf, withInbox, type WithInbox, type WithReaders } from '../events/subscribers.ts';
import type { ServiceName } from '../services.ts';
import { listDeadLetters, replayDeadLetter } from './dead-letters.ts';
import { readEvents } from './internal-events.ts';

/** A service's operations: its own, and those that the event path asks of it. */
export const api = <const Service extends ServiceName, const Specs extends Record<string, EndpointSpec>>(
  service: Service,
  specs: Specs,
): Named<Service, Specs & EventOperations<Service>> =>
  nameOperations(service, { ...specs, ...eventOperations(service) }) as never;

/** `orders` → `Order` */
type Noun<Service extends string> = Capitalize<Service extends `${infer One}s` ? One : Service>;
const nounOf = (service: string) => (service.charAt(0).toUpperCase() + service.slice(1)).replace(/s$/, '');

/** The log of a service whose events are consumed, and the dead letters of one that consumes. */
type EventOperations<Service extends ServiceName> = (Service extends WithReaders
  ? { readonly [Key in `read${Noun<Service>}Events`]: ReturnType<typeof readEvents> }
  : unknown) &
  (Service extends WithInbox
    ? { readonly [Key in `list${Noun<Service>}DeadLetters`]: ReturnType<typeof listDeadLetters> } & {
        readonly [Key in `replay${Noun<Service>}DeadLetter`]: ReturnType<typeof replayDeadLetter>;
      }
    : unknown);

function eventOperations(service: ServiceName): Readonly<Record<string, EndpointSpec>> {
  const noun = nounOf(service);
  return {
    ...(readersOf(service).length > 0 ? { [`read${noun}Events`]: readEvents(service) } : {}),
    ...(withInbox.includes(service)
      ? {
          [`list${noun}DeadLetters`]: listDeadLetters(service),
          [`replay${noun}DeadLetter`]: replayDeadLetter(service),
        }
      : {}),
  };
}
