import { DomainError } from '@arcade/contracts';

/** What an operation may wait for and not get. `network`: something else that was asked over a socket. */
export type Dependency = 'mysql' | 'mongodb' | 'redis' | 'network';

/** What drivers tell of a failure, as far as they do. */
interface Traits {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly sqlState?: unknown;
  readonly fatal?: unknown;
  readonly errorLabels?: unknown;
  readonly cause?: unknown;
}

/**
 * By number, as MySQL and MariaDB name some differently: lock conflicts and waits, too many connections, shutting down,
 * read only, out of disk or memory, statements and connections that were ended.
 */
const mysqlAway = new Set([
  1020, 1021, 1037, 1040, 1041, 1053, 1077, 1114, 1152, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1203, 1205,
  1213, 1226, 1290, 1317, 1836, 1927, 1969, 3024,
]);
/** mysql2 marks what ended a connection as fatal, and names nothing where its pool is closed. */
const isMysql = ({ name, code, errno, message, sqlState, fatal }: Traits): boolean =>
  fatal === true ||
  // Somebody else was faster, and nothing was written.
  name === 'GuardFailed' ||
  /^(PROTOCOL|POOL)_/.test(String(code)) ||
  (sqlState !== undefined && mysqlAway.has(Number(errno))) ||
  message === 'Pool is closed.' ||
  message === 'Queue limit reached.';

const mongoNames =
  /^Mongo(ose)?(Network|ServerSelection|PoolCleared|PoolClosed|NotConnected|WaitQueueTimeout|Topology|ClientClosed|ExpiredSession|OperationTimeout|ConnectionPool)/;
/** Not the primary, shutting down, unreachable, over time, write conflict, write concern not met. */
const mongoAway = new Set([6, 7, 24, 50, 64, 89, 91, 112, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436]);
const isMongo = ({ name, message, code, errorLabels }: Traits): boolean =>
  mongoNames.test(String(name)) ||
  (name === 'MongooseError' && /buffering timed out/.test(String(message))) ||
  (String(name).startsWith('Mongo') && mongoAway.has(Number(code))) ||
  (Array.isArray(errorLabels) && errorLabels.includes('TransientTransactionError'));

const isRedis = ({ name, message }: Traits): boolean =>
  name === 'MaxRetriesPerRequestError' ||
  /^(Connection is closed\.|Command timed out|Stream isn't writeable)/.test(String(message)) ||
  (name === 'ReplyError' && /^(LOADING|READONLY|MISCONF|OOM|MASTERDOWN|CLUSTERDOWN|BUSY)\b/.test(String(message)));

const isNetwork = ({ name, code }: Traits): boolean =>
  name === 'TimeoutError' ||
  /^(ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_)/.test(String(code));

/** Which dependency is away or busy, judged by what its driver threw. Undefined: the fault is our own. */
export function dependencyOf(error: unknown): Dependency | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const traits: Traits = error;
  if (isMysql(traits)) return 'mysql';
  if (isMongo(traits)) return 'mongodb';
  if (isRedis(traits)) return 'redis';
  if (isNetwork(traits)) return 'network';
  return dependencyOf(traits.cause);
}

/**
 * The problem for whoever waited for a dependency that is away: try again, with the same key. The outcome of a write is
 * unknown where its commit was not answered.
 */
export function unavailableOf(error: unknown): DomainError | undefined {
  const dependency = dependencyOf(error);
  if (dependency === undefined) return undefined;
  return new DomainError('dependency-unavailable', undefined, { dependency, cause: String(error) });
}

/** Something that was needed is away or busy: the same may succeed later as it is. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof DomainError ? error.kind === 'unavailable' : dependencyOf(error) !== undefined;
