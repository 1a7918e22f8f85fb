import type { IncomingMessage } from 'node:http';
import { cartTokenHeader, DomainError } from '@arcade/contracts';

type Headers = Record<string, string | string[]>;

/** What services read of a client's headers. Everything else ends here, so no odd one can trouble whoever is behind. */
const forwarded = [
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  cartTokenHeader,
  'sandbox-signature',
  'stripe-signature',
] as const;
const maximumLength = 1000;
/** Sidecars speak gRPC to each other, where a header is printable ASCII. */
const isSendable = (value: string) => value.length <= maximumLength && /^[\x20-\x7e]*$/.test(value);

const notReturned = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'server',
  'date',
  'traceparent',
  'tracestate',
  'grpc-trace-bin',
  'x-powered-by',
]);
/** What only the inside may say never leaves. */
const isInternal = (name: string) => /^(?:dapr-|x-dapr|arcade-|x-forwarded|x-real-ip)/.test(name);

/**
 * The client's headers that go on to a service.
 * @throws DomainError invalid-request, headers-too-large for one that cannot travel
 */
export function headersToService({ headers }: Pick<IncomingMessage, 'headers'>): Headers {
  const result: Headers = {};
  for (const name of forwarded) {
    const value = headers[name];
    if (typeof value !== 'string') continue;
    if (!isSendable(value)) throw refusalOf(name, value);
    result[name] = value;
  }
  return result;
}

function refusalOf(name: string, value: string): DomainError {
  if (value.length > maximumLength) {
    return new DomainError('headers-too-large', `The header ${name} has more than ${maximumLength} characters`);
  }
  return new DomainError('invalid-request', `The header ${name} has other characters than printable ASCII`);
}

export function headersToClient(headers: NodeJS.Dict<string | string[]>): Headers {
  const result: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !notReturned.has(name) && !isInternal(name)) result[name] = value;
  }
  return result;
}
