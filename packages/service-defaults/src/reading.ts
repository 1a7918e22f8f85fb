/** When something was read: by the database's clock, and by our own, which tells how long ago that is. */
export interface Reading {
  readonly readAt: Date;
  /** `performance.now()` */
  readonly readTick: number;
}

/** Of what has arrived just now. */
export const readingAt = (readAt: Date): Reading => ({ readAt, readTick: performance.now() });

/** The database's time now. */
export const timeSince = ({ readAt, readTick }: Reading): Date =>
  new Date(readAt.getTime() + Math.floor(performance.now() - readTick));
