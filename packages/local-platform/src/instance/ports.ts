import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below the ephemeral range (32768 and up), so that no outgoing connection takes a port between its choice and its use. */
const lowest = 20_000;
const highest = 32_767;

/** Whether somebody could listen there on loopback now. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

/**
 * A free port that is not among `taken`.
 * @throws Error when a hundred tries find none
 */
export async function choosePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowest, highest + 1);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port found between ${lowest} and ${highest}`);
}

/** `node (pid 4711)` that listens on a port, where the system lets us know. */
export function listenerOf(port: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set(
    ['tcp', 'tcp6']
      .flatMap((table) => safely(() => readFileSync(`/proc/net/${table}`, 'utf8').split('\n')) ?? [])
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) === true && fields[3] === '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    for (const fd of safely(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const target = safely(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
      if (target !== undefined && inodes.has(target)) {
        return `${safely(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a process'} (pid ${pid})`;
      }
    }
  }
  return undefined;
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
