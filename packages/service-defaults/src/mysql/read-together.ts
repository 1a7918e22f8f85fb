import { join } from './batching-driver.ts';
import { compiled, type Session, type Statement } from './later.ts';

/** Queries that belong together, and what is made of the rows of each. */
export interface Reading<Result> {
  readonly queries: readonly Statement[];
  readonly from: (...rows: readonly (readonly never[])[]) => Result;
}

/** What needs no query. */
export const given = <Result>(result: Result): Reading<Result> => ({ queries: [], from: () => result });

type Results<Readings extends readonly Reading<unknown>[]> = {
  readonly [Index in keyof Readings]: Readings[Index] extends Reading<infer Result> ? Result : never;
};

/** Reads in one round trip, one query after the other as they stand; inside a transaction those that lock do so in this order. */
export async function readTogether<const Readings extends readonly Reading<unknown>[]>(
  db: Session,
  ...readings: Readings
): Promise<Results<Readings>> {
  const rows = await answersOf(
    db,
    readings.flatMap(({ queries }) => queries),
  );
  let next = 0;
  return readings.map(({ queries, from }) => from(...rows.slice(next, (next += queries.length)))) as never;
}

async function answersOf(db: Session, queries: readonly Statement[]): Promise<readonly (readonly never[])[]> {
  const [only, ...more] = queries.map((query) => compiled(db, query));
  if (only === undefined) return [];
  if (more.length === 0) return [(await db.executeQuery<never>(only)).rows];
  return (await db.executeQuery<never[]>(join([only, ...more]))).rows;
}
