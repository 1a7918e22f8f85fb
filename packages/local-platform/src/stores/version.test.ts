import { describe, expect, it } from '@jest/globals';
import { describeSearch, isFit } from './find-server.ts';
import { mariadb } from './mysql-store.ts';
import { rabbitmq } from './rabbitmq-store.ts';
import { redis } from './redis-store.ts';
import { atLeast, versionIn, versionText } from './version.ts';

const mongodPattern = /db version v(\d+\.\d+\.\d+)/;

describe('versionIn', () => {
  it.each([
    ['mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64', mariadb.query.pattern, '10.11.14'],
    ['/usr/sbin/mariadbd  Ver 11.8.3-MariaDB for Linux on x86_64', mariadb.query.pattern, '11.8.3'],
    ['/usr/sbin/mysqld  Ver 8.0.43 for Linux on x86_64 (MySQL Community Server)', mariadb.query.pattern, undefined],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', redis.query.pattern, '7.0.15'],
    ['Valkey server v=8.1.3 sha=00000000:0', redis.query.pattern, '8.1.3'],
    ['db version v8.0.12\nBuild Info: {"version": "8.0.12"}', mongodPattern, '8.0.12'],
    ['Python 3.11.2', undefined, '3.11.2'],
    ['no number here', undefined, undefined],
  ])('of %j with %p is %p', (text, pattern, expected) => {
    const version = versionIn(text, pattern);
    expect(version === undefined ? undefined : versionText(version)).toBe(expected);
  });
});

describe('atLeast', () => {
  it.each([
    ['10.11.14', '10.6', true],
    ['10.5.9', '10.6', false],
    ['10.6', '10.6.0', true],
    ['7.0.15', '7.0.16', false],
    ['11', '10.11', true],
  ])('%s against %s: %p', (version, minimum, expected) => {
    const [left, right] = [version, minimum].map((text) => text.split('.').map(Number));
    expect(atLeast(left ?? [], right ?? [])).toBe(expected);
  });
});

describe('isFit', () => {
  it.each([
    [[3, 9, 27], false],
    [[3, 10, 8], true],
    [[4, 2, 0], true],
    [[5, 0, 0], false],
  ])('RabbitMQ %p: %p', (version, expected) => {
    expect(isFit(version, rabbitmq.query)).toBe(expected);
  });

  it('is explained with what was found instead', () => {
    const unfit = [{ path: '/usr/sbin/mariadbd', version: [10, 5, 2] }];
    expect(describeSearch('MariaDB', mariadb.query, unfit)).toBe(
      'MariaDB 10.6 or newer is needed; /usr/sbin/mariadbd is 10.5.2.',
    );
  });
});
