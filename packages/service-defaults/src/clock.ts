/** The process's time, injected so that tests can move it. Expiry and leases are decided by the database's clock instead. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
