const firstMs = 200;
const longestMs = 30_000;

/** How long to wait before the next try: doubled each time up to a limit, and anywhere below it, so that nobody comes in step. */
export const pauseAfter = (attempt: number, random: () => number = Math.random): number =>
  Math.ceil(random() * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20)));
