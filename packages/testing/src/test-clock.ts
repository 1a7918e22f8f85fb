import type { Clock } from '@arcade/service-defaults';

export interface TestClock extends Clock {
  /** Moves time on. */
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }): void;
  set(instant: Date | string): void;
}

/** A clock that stands still until the test moves it; it starts at the given instant, or now. */
export function testClock(start: Date | string = new Date()): TestClock {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
    set(instant) {
      now = new Date(instant).getTime();
    },
  };
}
