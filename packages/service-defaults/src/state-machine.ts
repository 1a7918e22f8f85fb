import { DomainError } from '@arcade/contracts';

/** A closed table: what is not listed is illegal; a state without events is final. */
export type StateMachine<State extends string, Event extends string> = {
  readonly [From in State]: { readonly [Name in Event]?: State };
};

/** The state after an event. @throws DomainError illegal-transition with the events that are allowed */
export function nextState<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  from: State,
  event: Event,
): State {
  const to = machine[from][event];
  if (to !== undefined) return to;
  throw new DomainError('illegal-transition', `${event} is not possible in ${from}`, {
    state: from,
    allowed: Object.keys(machine[from]),
  });
}
