import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('ends the processes of a platform when %s ends us', async (signal, expected) => {
  const source = new URL('end-with-us.ts', import.meta.url).href;
  const code = `
    const { endWithUs } = await import(${JSON.stringify(source)});
    endWithUs({ killAll: () => console.log('all are killed') });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--conditions=development', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child.stdout, 'data');
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([expected, null]);
  expect(said).toBe('ready\nall are killed\n');
});
