import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockHolder } from '../instance/lock.ts';
import { lockPath } from '../platform/platform-lifecycle.ts';
import { createTerminalProgress, type TerminalProgress } from '../toolchain/terminal-progress.ts';
import { connectDefault } from './connect-default.ts';
import { defaultInstance, defaultPlatform } from './default-platform.ts';
import { showProgress, SupervisorMessage } from './remote-progress.ts';
import { loadSampleData } from './sample-data.ts';
import { printSummary } from './summary.ts';

export interface StartOptions {
  readonly root: string;
  readonly foreground: boolean;
}

/** Starts the default instance and gives the exit code. */
export async function start({ root, foreground }: StartOptions): Promise<number> {
  const holder = lockHolder(lockPath(root, defaultInstance));
  if (holder !== undefined) return await alreadyThere(root, holder.pid);
  const terminal = createTerminalProgress();
  try {
    return await (foreground ? runHere(root, terminal) : runDetached(root, terminal));
  } finally {
    terminal.close();
  }
}

async function alreadyThere(root: string, pid: number): Promise<number> {
  const phase = await connectDefault(root)
    .then((control) => control.status())
    .then(
      (status) => status.phase,
      () => 'starting',
    );
  if (phase === 'running') {
    console.log(`Arcade runs already (pid ${pid}).\n`);
    printSummary(root);
    return 0;
  }
  console.error(`Another npm start is at work (pid ${pid}). Wait for it, or end it with npm stop.`);
  return 1;
}

async function runHere(root: string, terminal: TerminalProgress): Promise<number> {
  const platform = defaultPlatform(root);
  platform.onLine(terminal.line);
  process.on('exit', platform.killAll);
  const broken = new AbortController();
  const end = () => {
    // Whoever asks twice does not want to wait; `killAll` leaves nothing running.
    if (broken.signal.aborted) process.exit(1);
    broken.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const signalled = once(broken.signal, 'abort');
  const begin = async () => {
    await platform.start(terminal);
    const sampleData = { root, instance: defaultInstance, platform, progress: terminal, say: terminal.line };
    await loadSampleData({ ...sampleData, signal: broken.signal });
    if (!broken.signal.aborted) printSummary(root);
  };
  const begun = begin();
  await Promise.race([begun, signalled]);
  await signalled;
  terminal.line('Stopping …');
  await platform.stop();
  // What it says about having been broken off is no news.
  await begun.catch(() => {});
  return 0;
}

async function runDetached(root: string, terminal: TerminalProgress): Promise<number> {
  const logDir = join(root, '.arcade', defaultInstance, 'log');
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const log = openSync(join(logDir, 'supervisor.log'), 'a', 0o600);
  const child = fork(fileURLToPath(new URL('supervise.ts', import.meta.url)), {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: ['--conditions=development', '--disable-warning=ExperimentalWarning'],
  });
  closeSync(log);
  const show = showProgress(terminal);
  const interrupted = () => {
    terminal.line('Broken off. What has been downloaded and built is kept; npm start goes on from there.');
    if (child.connected) child.disconnect();
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  let failure: string | undefined;
  const outcome = await new Promise<'ready' | 'ended'>((resolve) => {
    child.on('message', (data) => {
      const message = SupervisorMessage.parse(data);
      show(message);
      if (message.say === 'failed') failure = message.message;
      if (message.say === 'ready') resolve('ready');
    });
    child.once('exit', () => resolve('ended'));
  });
  if (outcome === 'ready') {
    child.unref();
    terminal.close();
    printSummary(root);
    return 0;
  }
  if (failure !== undefined) terminal.line(`\n${failure}`);
  return 1;
}
