import type { IncomingMessage } from 'node:http';

type Headers = Record<string, string | string[]>;

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];
/** Ours to decide, or nobody's business behind the gateway. */
const notForwarded = new Set([
  ...hopByHop,
  'host',
  'expect',
  'cookie',
  'authorization',
  'accept-encoding',
  'forwarded',
  'content-length',
  'traceparent',
  'tracestate',
  'grpc-trace-bin',
]);
const notReturned = new Set([
  ...hopByHop,
  'server',
  'date',
  'traceparent',
  'tracestate',
  'grpc-trace-bin',
  'x-powered-by',
]);
/** What only the inside may say: clients' own values never pass, and ours never leave. */
const isInternal = (name: string) => /^(?:dapr-|x-dapr|arcade-|x-forwarded|x-real-ip)/.test(name);

/** A client's headers without those that end at this hop or that only the inside may set. */
export function headersToService(req: IncomingMessage): Headers {
  const named = new Set((req.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const headers = kept(req.headers, (name) => !notForwarded.has(name) && !named.has(name) && !isInternal(name));
  const length = req.headers['content-length'];
  if (length !== undefined && req.method !== 'GET' && req.method !== 'HEAD') headers['content-length'] = length;
  return headers;
}

export const headersToClient = (headers: NodeJS.Dict<string | string[]>): Headers =>
  kept(headers, (name) => !notReturned.has(name) && !isInternal(name));

function kept(headers: NodeJS.Dict<string | string[]>, keep: (name: string) => boolean): Headers {
  const result: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && keep(name)) result[name] = value;
  }
  return result;
}
