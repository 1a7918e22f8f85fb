import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The fastest thing Node can do with these bytes: no routing, no headers of its own. Body and headers come on stdin.
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const { body, headers } = JSON.parse(Buffer.concat(chunks).toString()) as {
  body: string;
  headers: Record<string, string>;
};
const bytes = Buffer.from(body);
const server = createServer((_req, res) => {
  res.writeHead(200, headers);
  res.end(bytes);
});
server.keepAliveTimeout = 95_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
