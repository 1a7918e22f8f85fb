import { createServer, connect, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

export interface CuttableUrl {
  /** Leads to the same server. */
  readonly url: string;
  /** For whoever uses it the server is killed: connections end, new ones are refused. */
  readonly cut: () => Promise<void>;
  readonly mend: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A way to a server that others use, too, for tests in which it is away. */
export async function cuttableUrl(target: string): Promise<CuttableUrl> {
  const { hostname, port: targetPort } = new URL(target);
  const port = await freePort();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((inside) => {
    const outside = connect(Number(targetPort), hostname);
    for (const [one, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      keep(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  const mend = () => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  await mend();
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  if (url.protocol === 'mongodb:') {
    // The driver would find its way to the members of the set.
    url.searchParams.delete('replicaSet');
    url.searchParams.set('directConnection', 'true');
  }
  return { url: url.href, cut, mend, stop: async () => void (server.listening && (await cut())) };
}
