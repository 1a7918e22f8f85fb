/** Work of which only so much goes on at a time for each key; the rest waits in the order it came. */
export interface Turns {
  /** @throws whatever the work throws */
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

export function createTurns(perKey: number): Turns {
  const lines = new Map<string, Line>();
  const lineOf = (key: string): Line => {
    const line = lines.get(key) ?? { running: 0, waiting: [] };
    lines.set(key, line);
    return line;
  };
  return {
    async take(key, work) {
      const line = lineOf(key);
      if (line.running < perKey) line.running += 1;
      else await new Promise<void>((resolve) => line.waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = line.waiting.shift();
        // The place goes on to the next in line.
        if (next !== undefined) next();
        else if (line.running > 1) line.running -= 1;
        else lines.delete(key);
      }
    },
  };
}
