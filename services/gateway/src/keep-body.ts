import type { ServerResponse } from 'node:http';

/** Copies what is written to a response, and hands it over when the response ends; one that grows too large is given up. */
export function keepBody(res: ServerResponse, maximumBytes: number, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') keep(Buffer.from(chunk));
    if (!(chunk instanceof Uint8Array)) return;
    size += chunk.length;
    if (size <= maximumBytes) chunks.push(Buffer.from(chunk));
  };
  const write = res.write.bind(res) as (...args: unknown[]) => boolean;
  const end = res.end.bind(res) as (...args: unknown[]) => ServerResponse;
  res.write = (...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  };
  res.end = (...args: unknown[]) => {
    keep(args[0]);
    if (size <= maximumBytes) done(Buffer.concat(chunks));
    return end(...args);
  };
}
