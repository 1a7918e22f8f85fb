import { describe, expect, it } from '@jest/globals';
import { createTerminalProgress } from '../toolchain/terminal-progress.ts';
import { publicPort } from './default-platform.ts';
import { readableLog } from './readable-log.ts';
import { progressTo, showProgress, SupervisorMessage } from './remote-progress.ts';
import { health, table } from './status.ts';

describe('readableLog', () => {
  it('shows time, level, message and the rest of a JSON line', () => {
    const line = JSON.stringify({ level: 40, time: 0, service: 'orders', name: 'orders', orderId: '1', msg: 'late' });
    expect(readableLog(line)).toBe('00:00:00.000 warn  late {"orderId":"1"}');
  });

  it('adds the stack of an error', () => {
    expect(readableLog(JSON.stringify({ level: 50, time: 0, msg: 'failed', err: { stack: 'Error: x\n at y' } }))).toBe(
      '00:00:00.000 error failed\nError: x\n at y',
    );
  });

  it.each(['Restarting src/main.ts', '{ not json'])('leaves %j as it is', (line) => {
    expect(readableLog(line)).toBe(line);
  });
});

it('shows in one process the progress of another', () => {
  let text = '';
  const terminal = createTerminalProgress({ isTTY: false, write: (part) => (text += part) });
  const show = showProgress(terminal);
  const progress = progressTo((message) => show(SupervisorMessage.parse(JSON.parse(JSON.stringify(message)))));
  const first = progress.task('First');
  const second = progress.task('Second');
  second.update(undefined, 'on its way');
  second.done();
  first.fail('no');
  terminal.close();
  expect(text.split('\n').map((line) => line.replace(/ \(.*\)$/, ''))).toEqual([
    '… First',
    '… Second',
    '✓ Second',
    '✗ First · no',
    '',
  ]);
});

describe('health', () => {
  const ready = { phase: 'ready', healthy: true, reason: null, lastRestart: null } as const;
  const lastRestart = { at: new Date(2026, 4, 1, 21, 4).toISOString(), reason: 'did not answer for 60 s' };

  it.each([
    [ready, 'ok'],
    [{ ...ready, healthy: false }, 'no answer'],
    [{ ...ready, lastRestart }, 'ok (restarted 21:04: did not answer for 60 s)'],
    [{ ...ready, phase: 'broken', reason: 'waits for mariadb', lastRestart } as const, 'broken: waits for mariadb'],
    [{ ...ready, phase: 'paused' } as const, 'paused'],
  ])('of %j is %p', (status, expected) => {
    expect(health(status)).toBe(expected);
  });
});

describe('publicPort', () => {
  it('is 8080 unless the environment names another, and says how to', () => {
    expect(publicPort({})).toEqual({ port: 8080, advice: expect.stringContaining('ARCADE_PORT=8081 npm start') });
    expect(publicPort({ ARCADE_PORT: '9000' }).port).toBe(9000);
  });

  it.each(['http', '0', '70000', '80.5'])('refuses %j', (port) => {
    expect(() => publicPort({ ARCADE_PORT: port })).toThrow('ARCADE_PORT has to be a port number');
  });
});

it('makes the columns of a table as wide as their widest cell', () => {
  const [head, row] = table([['a-long-component-name', '1', 'ok', '1', '1', '1 MB', '0', 'log']]).split('\n');
  expect(head?.indexOf('version')).toBe(row?.indexOf('1'));
});
