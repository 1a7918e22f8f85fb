import { DomainError } from '@arcade/contracts';

/** A closed table: what is not listed is illegal; a state without events is final. */
export type Machine<State extends string, Event extends string> = {
  readonly [From in State]: { readonly [Name in Event]?: State };
};

export interface Transition<State extends string, Event extends string> {
  readonly from: State | null;
  readonly to: State;
  readonly event: Event;
}

/** @throws DomainError illegal-transition with the events that are allowed */
export function transition<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  from: State,
  event: Event,
): Transition<State, Event> {
  const to = machine[from][event];
  if (to === undefined) {
    throw new DomainError('illegal-transition', `${event} is not possible in ${from}`, {
      state: from,
      allowed: Object.keys(machine[from]),
    });
  }
  return { from, to, event };
}

/** The shortest run of events that leads from one state to another, if the table has one. */
export function pathBetween<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  from: State,
  to: State,
): readonly Transition<State, Event>[] | undefined {
  const seen = new Set<State>([from]);
  let paths: (readonly Transition<State, Event>[])[] = [[]];
  while (paths.length > 0) {
    const longer: (readonly Transition<State, Event>[])[] = [];
    for (const path of paths) {
      const at = path.at(-1)?.to ?? from;
      if (at === to) return path;
      for (const [event, next] of Object.entries(machine[at]) as [Event, State][]) {
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...path, { from: at, to: next, event }]);
      }
    }
    paths = longer;
  }
  return undefined;
}
