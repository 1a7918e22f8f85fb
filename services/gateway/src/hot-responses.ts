import type { IncomingMessage, ServerResponse } from 'node:http';

interface Held {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly freshUntil: number;
}

/**
 * Bodies of public product reads, kept for at most a second and dropped at once when an event says that the product
 * changed. A hot product then costs no hop, and no reader sees a price older than that second.
 */
export interface HotResponses {
  /** Answers from memory; false when it cannot. */
  serve(req: IncomingMessage, res: ServerResponse): boolean;
  /** Wraps a response so that its body is kept when it may be. */
  record(req: IncomingMessage, res: ServerResponse): void;
  forget(productId: string): void;
}

const freshMs = 1000;
const maximumEntries = 5000;
const maximumBytes = 64 * 1024;
const productPath = /^\/products\/([0-9a-f-]{36})$/;
const keptHeaders = ['content-type', 'etag', 'cache-control', 'content-security-policy', 'x-content-type-options'];

/** Only anonymous reads: with an identity a merchant sees more than the public. */
const isCandidate = (req: IncomingMessage) =>
  req.method === 'GET' && req.headers.cookie === undefined && req.headers.authorization === undefined;

export function createHotResponses(now: () => number = Date.now): HotResponses {
  const held = new Map<string, Held>();
  return {
    serve(req, res) {
      const entry = isCandidate(req) ? held.get(req.url ?? '') : undefined;
      if (entry === undefined || entry.freshUntil < now()) return false;
      const notModified = req.headers['if-none-match'] === entry.etag;
      res.writeHead(notModified ? 304 : 200, entry.headers);
      res.end(notModified ? undefined : entry.body);
      return true;
    },
    record(req, res) {
      const path = req.url ?? '';
      if (!isCandidate(req) || !productPath.test(path)) return;
      keepBody(res, (body) => {
        const etag = res.getHeader('etag');
        if (res.statusCode !== 200 || typeof etag !== 'string') return;
        if (held.size >= maximumEntries) held.clear();
        held.set(path, { body, headers: headersOf(res, body), etag, freshUntil: now() + freshMs });
      });
    },
    forget(productId) {
      held.delete(`/products/${productId}`);
    },
  };
}

function headersOf(res: ServerResponse, body: Buffer): Record<string, string> {
  const headers: Record<string, string> = { 'content-length': String(body.length) };
  for (const name of keptHeaders) {
    const value = res.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}

/** Copies what is written until the end; a body that grows too large is given up. */
function keepBody(res: ServerResponse, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: unknown) => {
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
