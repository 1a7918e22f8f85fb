import { open, readFile, type FileHandle } from 'node:fs/promises';
import { Refusal, type Charge } from './charge.ts';

/** What one idempotency key first led to. */
export interface StoredResult {
  readonly key: string;
  /** Hash of the request; another request under this key is refused. */
  readonly fingerprint: string;
  readonly status: number;
  readonly body: unknown;
  /** Only of a refusal: when it was. */
  readonly refusedAt?: string;
}

export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  readonly created: string;
  readonly data: { readonly charge: string };
}

/** One line of the ledger: everything one request did, so that it is there whole or not at all. */
export interface Entry {
  readonly charge?: Charge;
  readonly result?: StoredResult;
  readonly event?: WebhookEvent;
  readonly delivered?: string;
}

/** An append-only file of JSON lines. Nothing is answered before its line is on the disk. */
export interface Ledger {
  readonly charges: ReadonlyMap<string, Charge>;
  /** Ids of charges by the key that made them. */
  readonly idsByKey: ReadonlyMap<string, string>;
  readonly results: ReadonlyMap<string, StoredResult>;
  /** Events nobody has acknowledged yet. */
  readonly undelivered: ReadonlyMap<string, WebhookEvent>;
  /** Takes effect in memory at once; resolves when durable. Entries that arrive together share one fsync. */
  append(entry: Entry): Promise<void>;
  /** Resolves when everything appended so far is durable. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function openLedger(file: string): Promise<Ledger> {
  const charges = new Map<string, Charge>();
  const idsByKey = new Map<string, string>();
  const results = new Map<string, StoredResult>();
  const undelivered = new Map<string, WebhookEvent>();
  const apply = ({ charge, result, event, delivered }: Entry) => {
    if (charge !== undefined) {
      charges.set(charge.id, charge);
      idsByKey.set(charge.idempotency_key, charge.id);
    }
    if (result !== undefined) results.set(result.key, result);
    if (event !== undefined) undelivered.set(event.id, event);
    if (delivered !== undefined) undelivered.delete(delivered);
  };
  const handle = await open(file, 'a');
  await replay(file, handle, apply);

  let waiting: string[] = [];
  let flushing: Promise<void> = Promise.resolve();
  const flush = async () => {
    const lines = waiting;
    waiting = [];
    if (lines.length === 0) return;
    await handle.appendFile(lines.join(''));
    await handle.datasync();
  };
  const settled = () => (flushing = flushing.then(flush));
  return {
    charges,
    idsByKey,
    results,
    undelivered,
    append(entry) {
      apply(entry);
      waiting.push(`${JSON.stringify(entry)}\n`);
      return settled();
    },
    settled,
    async close() {
      await settled();
      await handle.close();
    },
  };
}

/** Reads what is there. A last line without its end was never answered for: it is cut off. */
async function replay(file: string, handle: FileHandle, apply: (entry: Entry) => void): Promise<void> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) await handle.truncate(end);
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    if (line !== '') apply(JSON.parse(line) as Entry);
  }
}

/** @throws Refusal 404 */
export function chargeOf(ledger: Ledger, id: string): Charge {
  const charge = ledger.charges.get(id);
  if (charge === undefined) throw new Refusal(404, 'no_such_charge', `There is no charge ${id}`);
  return charge;
}
