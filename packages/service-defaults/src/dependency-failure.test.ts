import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@arcade/contracts';
import { createDapr } from './dapr-client.ts';
import { dependencyOf, isUnavailable, unavailableOf } from './dependency-failure.ts';

const failure = (traits: object, message = 'it failed') => Object.assign(new Error(message), traits);
const mysqlError = (errno: number, code: string) => failure({ errno, code, sqlState: 'HY000' });

describe('dependencyOf', () => {
  it.each([
    ['mysql', 'refuses connections', failure({ code: 'ECONNREFUSED', fatal: true })],
    ['mysql', 'ended the connection', failure({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true })],
    ['mysql', 'has ended this connection before', failure({ fatal: true }, "Can't add new command")],
    ['mysql', 'is no longer used', failure({}, 'Pool is closed.')],
    ['mysql', 'is shutting down', mysqlError(1053, 'ER_SERVER_SHUTDOWN')],
    ['mysql', 'has too many connections', mysqlError(1040, 'ER_CON_COUNT_ERROR')],
    ['mysql', 'made us wait for a lock', mysqlError(1205, 'ER_LOCK_WAIT_TIMEOUT')],
    ['mysql', 'is read only', mysqlError(1290, 'ER_OPTION_PREVENTS_STATEMENT')],
    ['mongodb', 'ended the connection', failure({ name: 'MongoNetworkError' })],
    ['mongodb', 'is not found', failure({ name: 'MongoServerSelectionError' })],
    ['mongodb', 'is not found at the start', failure({ name: 'MongooseServerSelectionError' })],
    ['mongodb', 'left its pool empty', failure({ name: 'MongoPoolClearedError' })],
    [
      'mongodb',
      'was waited for',
      failure({ name: 'MongooseError' }, 'Operation `a.find()` buffering timed out after 10000ms'),
    ],
    ['mongodb', 'is shutting down', failure({ name: 'MongoServerError', code: 11_600 })],
    ['mongodb', 'has a conflict of transactions', failure({ errorLabels: ['TransientTransactionError'] })],
    ['redis', 'is away', failure({ name: 'MaxRetriesPerRequestError' })],
    ['redis', 'is closed', failure({}, 'Connection is closed.')],
    ['redis', 'is late', failure({}, 'Command timed out')],
    ['redis', 'is loading', failure({ name: 'ReplyError' }, 'LOADING Redis is loading the dataset in memory')],
    ['network', 'refuses connections', failure({ code: 'ECONNREFUSED' })],
    ['network', 'is late', failure({ name: 'TimeoutError' })],
    ['network', 'is late with its headers', failure({ code: 'UND_ERR_HEADERS_TIMEOUT' })],
    ['network', 'stands behind a cause', failure({ cause: failure({ code: 'ECONNRESET' }) }, 'fetch failed')],
  ])('names %s where it %s', (dependency, _, error) => {
    expect(dependencyOf(error)).toBe(dependency);
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    ['a key that exists', mysqlError(1062, 'ER_DUP_ENTRY')],
    ['a statement that is wrong', mysqlError(1064, 'ER_PARSE_ERROR')],
    ['a document that exists', failure({ name: 'MongoServerError', code: 11_000 })],
    ['a document that is not valid', failure({ name: 'ValidationError' })],
    ['a command that Redis does not know', failure({ name: 'ReplyError' }, "ERR unknown command 'X'")],
    ['a fault of ours', new TypeError('x is not a function')],
    ['text', 'ECONNREFUSED'],
    ['nothing', undefined],
  ])('blames nobody else for %s', (_, error) => {
    expect(dependencyOf(error)).toBeUndefined();
    expect(unavailableOf(error)).toBeUndefined();
    expect(isUnavailable(error)).toBe(false);
  });

  it('goes by the problem where there is one', () => {
    expect(isUnavailable(new DomainError('overloaded'))).toBe(true);
    expect(isUnavailable(new DomainError('not-found'))).toBe(false);
  });
});

it('keeps what exactly failed beside the problem, for the log', () => {
  const problem = unavailableOf(failure({ code: 'ECONNREFUSED', fatal: true }, 'connect ECONNREFUSED 10.0.0.7:3306'));
  expect(problem?.message).not.toContain('10.0.0.7');
  expect(problem?.fields).toEqual({ dependency: 'mysql', cause: 'Error: connect ECONNREFUSED 10.0.0.7:3306' });
});

it('names the sidecar where that does not answer', async () => {
  const dapr = createDapr({ httpPort: 1, apiToken: 'token' });
  const away = { code: 'dependency-unavailable', fields: { dependency: 'sidecar' } };
  await expect(dapr.request('GET', '/v1.0/metadata')).rejects.toMatchObject(away);
  await dapr.close();
});
