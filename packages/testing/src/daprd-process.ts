import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { eventually } from './eventually.ts';
import { testApiToken, testAppToken } from './test-keys.ts';

export interface DaprdOptions {
  readonly binary: string;
  readonly appId: string;
  /** Its home; the log goes there. */
  readonly dir: string;
  readonly resources: string;
  readonly config: string;
  readonly ports: { readonly app: number; readonly http: number; readonly grpc: number; readonly internal: number };
}

export interface RunningDaprd {
  readonly waitFor: (path: string) => Promise<void>;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
}

const flagsOf = ({ appId, resources, config, ports }: DaprdOptions) => ({
  'app-id': appId,
  'app-port': ports.app,
  'app-protocol': 'http',
  mode: 'standalone',
  'dapr-http-port': ports.http,
  'dapr-grpc-port': ports.grpc,
  'dapr-internal-grpc-port': ports.internal,
  'dapr-internal-grpc-listen-address': '127.0.0.1',
  'dapr-listen-addresses': '127.0.0.1',
  'dapr-graceful-shutdown-seconds': 1,
  'enable-metrics': false,
  'enable-app-health-check': true,
  'app-health-probe-interval': 1,
  // As the platform has it: a busy event loop is not a dead app.
  'app-health-probe-timeout': 900,
  'app-health-threshold': 3,
  'resources-path': resources,
  config,
  'placement-host-address': '',
  'scheduler-host-address': '',
});

/** Starts daprd and waits until its API can be used. */
export async function startDaprd(options: DaprdOptions): Promise<RunningDaprd> {
  const { binary, dir, ports } = options;
  const logFile = join(dir, 'daprd.log');
  const log = openSync(logFile, 'a');
  const flags = Object.entries(flagsOf(options)).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(binary, flags, {
    env: { DAPR_API_TOKEN: testApiToken, APP_API_TOKEN: testAppToken, NAMESPACE: 'default', HOME: dir },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = once(child, 'exit');
  exited.catch(() => {});
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);

  const ended = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const waitFor = async (path: string) => {
    await eventually(
      async () => {
        if (ended()) return true;
        const { statusCode, body } = await request(`http://127.0.0.1:${ports.http}${path}`);
        await body.dump();
        return statusCode === 204;
      },
      { timeoutMs: 30_000 },
    );
    if (ended()) throw await failure(binary, logFile);
  };
  const end = async (signal: NodeJS.Signals) => {
    process.off('exit', killWithUs);
    if (ended()) return;
    child.kill(signal);
    const force = setTimeout(killWithUs, 10_000);
    await exited;
    clearTimeout(force);
  };

  try {
    await waitFor('/v1.0/healthz/outbound');
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { waitFor, end };
}

async function failure(binary: string, logFile: string): Promise<Error> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  const important = lines.filter((line) => /level=(fatal|error)/.test(line)).slice(-5);
  return new Error(`${binary} ended:\n${(important.length === 0 ? lines.slice(-5) : important).join('\n')}`);
}
