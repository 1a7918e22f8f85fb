import { nextState, type StateMachine } from '@arcade/service-defaults';

export interface Transition<State extends string, Event extends string> {
  readonly from: State | null;
  readonly to: State;
  readonly event: Event;
}

/** @throws DomainError illegal-transition */
export const transition = <State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
  from: State,
  event: Event,
): Transition<State, Event> => ({ from, to: nextState(machine, from, event), event });

/** The shortest run of events that leads from one state to another, if the table has one. */
export function pathBetween<State extends string, Event extends string>(
  machine: StateMachine<State, Event>,
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
