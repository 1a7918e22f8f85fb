import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** Below the ephemeral range, so that no outgoing connection takes a port between its choice and its use. */
const lowest = 10_240;
const highest = 32_767;

/** Listens on loopback at a free port (or the given one) and tells which. */
export async function listen(server: Server, port?: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const candidate = port ?? randomInt(lowest, highest + 1);
    const failure = await tryToListen(server, candidate);
    if (failure === undefined) return candidate;
    if (failure.code !== 'EADDRINUSE' || port !== undefined || attempt === 50) throw failure;
  }
}

const tryToListen = (server: Server, port: number) =>
  new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });

const given = new Set<number>();

/** A port nobody listens on, for a process that has to be told one. Never given twice by one test process. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}
