import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isOwnPage } from './is-own-page.ts';

// Loaded with `--import` before a development server that itself answers every page: no other page gets to it.
const emit: unknown = Reflect.get(Server.prototype, 'emit');

Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
  const [req, answer] = args as [IncomingMessage, ServerResponse | Duplex];
  if ((event !== 'request' && event !== 'upgrade') || isOwnPage(req.headers)) {
    return Reflect.apply(emit as typeof this.emit, this, [event, ...args]) as boolean;
  }
  if (event === 'request') (answer as ServerResponse).writeHead(403).end('Only for its own pages\n');
  else (answer as Duplex).end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  return true;
};
