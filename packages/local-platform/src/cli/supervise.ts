import { loadSampleData } from './sample-data.ts';
import { defaultInstance, defaultPlatform } from './default-platform.ts';
import { progressTo, type SupervisorMessage } from './remote-progress.ts';

// The detached supervisor of the default instance: the terminal that started it listens until everything is ready.
// Its own output is .arcade/default/log/supervisor.log.
const root = process.cwd();
const send = (message: SupervisorMessage) => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};
const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`);

const say = (line: string) => {
  log(line);
  send({ say: 'line', text: line });
};

let platform: ReturnType<typeof defaultPlatform> | undefined;
let ready = false;
let ending = false;
const broken = new AbortController();

async function end(why: string): Promise<void> {
  if (ending) return;
  ending = true;
  log(`stopping: ${why}`);
  broken.abort();
  await platform?.stop();
  log('stopped');
  process.exit(ready ? 0 : 1);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(signal));
// Ctrl-C before everything is ready: what has been installed so far is kept, nothing is left running.
process.on('disconnect', () => {
  if (!ready) void end('the start was broken off');
});
process.on('exit', () => platform?.killAll());

try {
  platform = defaultPlatform(root);
  platform.onLine(say);
  const progress = progressTo(send);
  await platform.start(progress);
  await loadSampleData({ root, instance: defaultInstance, platform, progress, say, signal: broken.signal });
  ready = true;
  log(`ready at ${platform.url}`);
  send({ say: 'ready' });
  if (process.connected) process.disconnect();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  log(`failed: ${message}`);
  send({ say: 'failed', message });
  await end('the start failed');
}
