import { describe, expect, it } from '@jest/globals';
import { withoutApt, withoutRights } from './apt-installer.ts';
import { aptProgress, explainApt } from './apt-output.ts';
import { explainPip, pipProgress } from './pip-output.ts';

describe('aptProgress', () => {
  it.each([
    ['dlstatus:4:50.0:Retrieving file 4 of 9', { fraction: 0.25, note: 'Retrieving file 4 of 9' }],
    [
      'pmstatus:redis-server:40:Unpacking redis-server (amd64)',
      { fraction: 0.7, note: 'Unpacking redis-server (amd64)' },
    ],
    ['arcade: refreshing the list of packages', { note: 'refreshing the list of packages' }],
    [
      'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt-get)',
      { note: 'waiting for apt-get (process 12) to finish' },
    ],
    ['Reading package lists...', undefined],
  ])('of %j', (line, expected) => {
    expect(aptProgress(line)).toEqual(expected);
  });
});

describe('explainApt', () => {
  it.each([
    ["E: You don't have enough free space in /var/cache/apt/archives/.", 'The disk is full.'],
    ['dpkg: error processing archive x: cannot copy: No space left on device', 'The disk is full.'],
    ['E: Could not get lock /var/lib/apt/lists/lock. It is held by process 9 (apt)', 'Another apt has held its lock'],
    ["W: Failed to fetch x  Temporary failure resolving 'deb'\nE: Unable to locate package x", 'cannot be reached'],
    ['E: Unable to locate package rabbitmq-server', 'does not have the package'],
    ['E: something nobody foresaw', 'apt failed.'],
  ])('%j → %s', (output, advice) => {
    expect(explainApt(output)).toContain(advice);
  });

  it("ends with apt's own errors", () => {
    expect(explainApt('noise\nE: one\nmore noise\nE: two').split('\n').slice(1)).toEqual(['E: one', 'E: two']);
  });
});

it.each([
  ['with sudo', true, '\n  sudo sh packages/x/apt-install.sh mariadb-server redis-server\n'],
  ['without sudo', false, "\n  su -c 'sh packages/x/apt-install.sh mariadb-server redis-server'\n"],
])('tells somebody without rights the exact command (%s)', (_, hasSudo, command) => {
  expect(withoutRights(['mariadb-server', 'redis-server'], 'packages/x/apt-install.sh', hasSudo)).toContain(command);
});

it('tells somebody without apt which servers are needed', () => {
  expect(withoutApt(['redis-server'])).toMatch(/redis-server(.|\n)*ARCADE_REDIS_URL/);
});

describe('pipProgress', () => {
  it.each([
    ['Collecting numpy>=1.21 (from shapely)', 'collecting numpy>=1.21'],
    [
      '  Downloading numpy-2.4.6-cp311-cp311-manylinux.whl (16.9 MB)',
      'downloading numpy-2.4.6-cp311-cp311-manylinux.whl',
    ],
    ['Installing collected packages: a, b', 'unpacking'],
    ['Requirement already satisfied: x', undefined],
  ])('of %j', (line, expected) => {
    expect(pipProgress(line)).toBe(expected);
  });
});

describe('explainPip', () => {
  it.each([
    ['OSError: [Errno 28] No space left on device', 'The disk is full.'],
    ['ERROR: No matching distribution found for SecantusDB==0.7.0b3', 'no package for this Python'],
    ['NewConnectionError: [Errno -3] Temporary failure in name resolution', 'cannot be reached'],
    ['SSLError: CERTIFICATE_VERIFY_FAILED\nERROR: No matching distribution found', 'PIP_CERT'],
    ['Error: ensurepip is not available', 'python3-venv'],
    ['something else', 'pip failed.\nsomething else'],
  ])('%j → %s', (output, advice) => {
    expect(explainPip(output)).toContain(advice);
  });
});
