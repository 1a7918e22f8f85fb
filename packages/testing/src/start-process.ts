import type { ServiceName } from '@arcade/contracts';
import type { Dapr } from '@arcade/service-defaults';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { freePort, listen } from './free-port.ts';

export interface ServiceProcess {
  readonly origin: string;
  /** The signal it died of, or how it ended by itself. */
  readonly exited: Promise<NodeJS.Signals | number | null>;
  /** As `kill -9`. Calling it again does nothing. */
  readonly kill: () => Promise<void>;
}

/**
 * A service as a process of its own, ready for requests. Its sidecar is `dapr`; without one it has none.
 * @throws Error when it ends before it is ready
 */
export async function startProcess(
  service: ServiceName,
  settings: Readonly<Record<string, unknown>>,
  dapr?: Pick<Dapr, 'request'>,
): Promise<ServiceProcess> {
  const sidecar = dapr === undefined ? undefined : await serveSidecar(dapr);
  const port = await freePort();
  const main = fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
  const env = { ...settings, PORT: port, ...(sidecar === undefined ? {} : { DAPR_HTTP_PORT: sidecar.port }) };
  const child = spawn(process.execPath, ['--conditions=development', '--no-warnings', main], {
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code, signal]) => {
    sidecar?.close();
    return (signal ?? code) as NodeJS.Signals | number | null;
  });
  const origin = `http://127.0.0.1:${port}`;
  const isReady = async () => (await fetch(`${origin}/readyz`)).ok;
  const ended = exited.then((how) => Promise.reject(new Error(`The process of ${service} ended with ${how}`)));
  await Promise.race([eventually(isReady, { timeoutMs: 60_000 }), ended]);
  ended.catch(() => {});
  return {
    origin,
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A sidecar's HTTP API over what stands for it in this process. */
async function serveSidecar(dapr: Pick<Dapr, 'request'>) {
  const server = createServer(async (req, res) => {
    const body = (await req.toArray()).join('');
    const options = { headers: headersOf(req), ...(body === '' ? {} : { body }) };
    await dapr.request(req.method as 'GET', req.url ?? '', options).then(
      ({ status, text }) => res.writeHead(status).end(text),
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  return { port: await listen(server), close: () => server.close() };
}

/** What a sidecar passes on. */
const headersOf = ({ headers }: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      ['host', 'connection', 'content-length', 'transfer-encoding', 'dapr-api-token'].includes(name)
        ? []
        : [[name, String(value)]],
    ),
  );
