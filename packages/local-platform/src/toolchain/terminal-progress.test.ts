import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createTerminalProgress, duration } from './terminal-progress.ts';
import { cacheFolder } from './toolchain.ts';

const capture = (isTTY: boolean) => {
  let text = '';
  const progress = createTerminalProgress({ isTTY, columns: 80, write: (part) => (text += part) });
  return { progress, text: () => text };
};

describe('createTerminalProgress', () => {
  it('says where lines cannot be redrawn when work begins and how it ends', () => {
    const { progress, text } = capture(false);
    const build = progress.task('Building');
    build.update(0.5, 'half');
    build.done('three files');
    progress.task('Loading').fail('no network');
    progress.close();
    expect(text()).toMatch(
      /^… Building\n✓ Building · three files \(0\.\d s\)\n… Loading\n✗ Loading · no network \(0\.\d s\)\n$/,
    );
  });

  it('keeps running work below finished lines on a terminal', () => {
    const { progress, text } = capture(true);
    progress.task('Building').update(0.5, 'half');
    progress.line('a line');
    progress.close();
    expect(text()).toContain('a line\n… Building ██████████░░░░░░░░░░ 50 %');
    expect(text().endsWith('\u001B[1A\u001B[J')).toBe(true);
  });
});

it.each([
  [1_234, '1.2 s'],
  [12_400, '12 s'],
  [95_000, '1 min 35 s'],
])('tells %d ms as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it.each([
  [{ HOME: '/home/ada' }, '/home/ada/.cache/arcade'],
  [{ HOME: '/home/ada', XDG_CACHE_HOME: '/var/cache/ada' }, '/var/cache/ada/arcade'],
  [{ HOME: '/home/ada', ARCADE_CACHE: '/big/disk' }, '/big/disk'],
  [{ HOME: '/home/ada', XDG_CACHE_HOME: '', ARCADE_CACHE: '' }, '/home/ada/.cache/arcade'],
  [{ HOME: '' }, join(homedir(), '.cache/arcade')],
])('with %j caches in %s', (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});
