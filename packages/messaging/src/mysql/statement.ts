import type { Session } from '@arcade/service-defaults/mysql';
import { CompiledQuery, type QueryResult } from 'kysely';

/** Runs SQL as it is written: these statements run for every event, and need no builder. */
export const run = async <Row>(
  db: Pick<Session, 'executeQuery'>,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<QueryResult<Row>> => await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));

/** `?, ?, ?` */
export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
