import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { format, type ResultSetHeader, type RowDataPacket, type SqlValue } from 'mysql2';

/** Writes that need no answer before the transaction continues. */
const deferred = new WeakSet<CompiledQuery>();

/** Marks a write: it travels with the next statement of its transaction that has to be answered, or with the commit. */
export function defer(query: CompiledQuery): CompiledQuery {
  deferred.add(query);
  return query;
}

/** Queries that were joined to one: how many. */
const joined = new WeakMap<CompiledQuery, number>();

/** One query whose rows are those of each of these, in their order. */
export function join(queries: readonly CompiledQuery[]): CompiledQuery {
  const whole = CompiledQuery.raw(queries.map(textOf).join(separator));
  joined.set(whole, queries.length);
  return whole;
}

/** A write has not met the rows that it had to: somebody else was faster. The transaction cannot be committed. */
export class GuardFailed extends Error {
  override readonly name = 'GuardFailed';
}

/** MySQL's way to fail inside a batch: a scalar subquery with two rows. Nothing else here makes one. */
const twoRows = 1242;
/** Fails the batch unless the statement before it has matched at least so many rows. */
export const guardOf = (rows: number): CompiledQuery =>
  CompiledQuery.raw(`SET @guard = IF(ROW_COUNT() >= ${rows}, 0, (SELECT 1 UNION ALL SELECT 2))`);

const begin = 'begin';
const separator = ';\n';

/**
 * A transaction in as few round trips as its answers allow: `begin` goes with the first statement, deferred writes with the
 * next one that is answered, and `commit` with the last writes. The server works off a batch in order and stops at the
 * first error, so what fails is followed by nothing, least of all by the commit. Source: multi-statements of the MySQL
 * protocol (COM_QUERY with CLIENT_MULTI_STATEMENTS).
 */
export class BatchingDriver implements Driver {
  readonly #inner: Driver;
  readonly #connections = new WeakMap<DatabaseConnection, BatchingConnection>();

  constructor(inner: Driver) {
    this.#inner = inner;
  }
  init: Driver['init'] = () => this.#inner.init();
  destroy: Driver['destroy'] = () => this.#inner.destroy();

  async acquireConnection(): Promise<BatchingConnection> {
    const inner = await this.#inner.acquireConnection();
    const known = this.#connections.get(inner) ?? new BatchingConnection(inner);
    this.#connections.set(inner, known);
    return known;
  }
  releaseConnection = (connection: BatchingConnection): Promise<void> =>
    this.#inner.releaseConnection(connection.inner);
  beginTransaction = async (connection: BatchingConnection): Promise<void> => connection.begin();
  commitTransaction = (connection: BatchingConnection): Promise<void> => connection.commit();
  rollbackTransaction = (connection: BatchingConnection): Promise<void> => connection.rollback();
}

class BatchingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  #waiting: string[] = [];
  #inTransaction = false;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  begin(): void {
    this.#inTransaction = true;
    this.#waiting = [begin];
  }

  async commit(): Promise<void> {
    // What has neither read nor written anything has nothing to commit.
    if (!this.#isUntouched) await this.#send(CompiledQuery.raw('commit'));
    this.#end();
  }

  async rollback(): Promise<void> {
    const wasUntouched = this.#waiting[0] === begin;
    this.#end();
    if (!wasUntouched) await this.inner.executeQuery(CompiledQuery.raw('rollback'));
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!deferred.has(query)) return await this.#send<Row>(query);
    if (!this.#inTransaction) throw new Error('Only a transaction can defer a write');
    this.#waiting.push(textOf(query));
    return { rows: [] };
  }

  streamQuery = <Row>(...args: Parameters<DatabaseConnection['streamQuery']>) => this.inner.streamQuery<Row>(...args);

  async #send<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const parts = joined.get(query) ?? 1;
    if (this.#waiting.length === 0 && parts === 1) return await this.inner.executeQuery<Row>(query);
    const batch = [...this.#waiting, textOf(query)].join(separator);
    this.#waiting = [];
    const { rows } = await this.inner.executeQuery(CompiledQuery.raw(batch)).catch((error: unknown) => {
      throw (error as { errno?: number }).errno === twoRows ? new GuardFailed('A guarded write met other rows') : error;
    });
    return parts === 1 ? resultOf<Row>(rows.at(-1) as Answer) : { rows: rows.slice(-parts) as Row[] };
  }

  get #isUntouched(): boolean {
    return this.#waiting.length === 1 && this.#waiting[0] === begin;
  }

  #end(): void {
    this.#inTransaction = false;
    this.#waiting = [];
  }
}

const textOf = ({ sql, parameters }: CompiledQuery): string =>
  parameters.length === 0 ? sql : format(sql, [...parameters] as SqlValue[], false, 'Z');

type Answer = RowDataPacket[] | ResultSetHeader | undefined;

function resultOf<Row>(answer: Answer): QueryResult<Row> {
  if (Array.isArray(answer)) return { rows: answer as unknown as Row[] };
  return { rows: [], ...(answer === undefined ? {} : { numAffectedRows: BigInt(answer.affectedRows) }) };
}
