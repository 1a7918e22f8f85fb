import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Express } from 'express';
import {
  capture,
  decide,
  dispute,
  endDispute,
  errorBody,
  refund,
  Refusal,
  voidCharge,
  type Charge,
  type DisputeOutcome,
} from './charge.ts';
import type { SandboxConfig } from './config.ts';
import { chargeOf, openLedger, type Entry, type Ledger, type StoredResult, type WebhookEvent } from './ledger.ts';
import { sandboxRoutes } from './routes.ts';
import { behaviourOf, decideCharge } from './tokens.ts';
import { createWebhooks } from './webhooks.ts';

export type { Charge } from './charge.ts';

export interface ChargeRequest {
  readonly token: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly return_url?: string | undefined;
}

/** What the sandbox can be asked. Every writing call carries a key whose first result is the only one; a refusal is forgotten after a day. */
export interface Sandbox {
  readonly ledger: Ledger;
  createCharge(key: string, asked: ChargeRequest): Promise<StoredResult>;
  captureCharge(key: string, id: string, amount: number): Promise<StoredResult>;
  voidCharge(key: string, id: string): Promise<StoredResult>;
  refundCharge(key: string, id: string, amount: number): Promise<StoredResult>;
  /** The shopper disputes a captured charge. */
  disputeCharge(id: string): Promise<Charge>;
  /** The bank's word on a dispute. */
  endDispute(id: string, outcome: DisputeOutcome): Promise<Charge>;
  /** The shopper's answer on the page of the extra step. */
  answerStep(id: string, approved: boolean): Promise<Charge>;
}

/** A payment provider of our own, with its own durable books; it knows nothing of the shop. */
export async function createSandbox(
  config: SandboxConfig,
): Promise<{ app: Express; sandbox: Sandbox; start(): void; close(): Promise<void> }> {
  await mkdir(config.SANDBOX_DATA_DIR, { recursive: true });
  const ledger = await openLedger(join(config.SANDBOX_DATA_DIR, 'ledger.jsonl'));
  const webhooks = createWebhooks({ ledger, url: config.SANDBOX_WEBHOOK_URL, secret: config.SANDBOX_WEBHOOK_SECRET });
  const publicUrl = (config.SANDBOX_PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`).replace(/\/$/, '');
  const timers = new Set<NodeJS.Timeout>();

  async function record(charge: Charge, type: string, result?: StoredResult): Promise<void> {
    const event: WebhookEvent = {
      id: `evt_${randomUUID()}`,
      type,
      created: new Date().toISOString(),
      data: { charge: charge.id },
    };
    const entry: Entry = { charge, event, ...(result === undefined ? {} : { result }) };
    await ledger.append(entry);
    webhooks.send(event, charge);
    armLateDecision(charge);
  }

  /** What happens to a charge without anybody's key. */
  async function change(charge: Charge, type: string): Promise<Charge> {
    await record(charge, type);
    return charge;
  }

  function armLateDecision({ id, authorizes_at }: Charge): void {
    if (authorizes_at === null) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        const charge = chargeOf(ledger, id);
        if (charge.status === 'processing') void record(decide(charge, true), 'charge.authorized');
      },
      Math.max(0, Date.parse(authorizes_at) - Date.now()),
    );
    timers.add(timer);
  }

  /** First result per key; the books change in the same line that keeps the result. */
  async function once(
    key: string,
    request: unknown,
    work: () => { readonly charge: Charge; readonly type: string; readonly status: number; readonly body?: unknown },
  ): Promise<StoredResult> {
    const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    const known = ledger.results.get(key);
    if (known !== undefined && !isForgotten(known)) {
      await ledger.settled();
      return known.fingerprint === fingerprint ? known : mismatch(key, fingerprint);
    }
    try {
      const { charge, type, status, body } = work();
      const result = { key, fingerprint, status, body: body ?? charge };
      await record(charge, type, result);
      return result;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refusedAt = new Date().toISOString();
      const result = { key, fingerprint, status: error.status, body: errorBody(error), refusedAt };
      await ledger.append({ result });
      return result;
    }
  }

  const sandbox: Sandbox = {
    ledger,
    createCharge: (key, asked) =>
      once(key, ['charge', asked], () => {
        const behaviour = behaviourOf(asked.token);
        if (behaviour === undefined) throw new Refusal(400, 'invalid_token', `There is no token ${asked.token}`);
        const id = `ch_${randomUUID()}`;
        const { token, amount, currency, metadata } = asked;
        const now = new Date();
        const stepUrl = `${publicUrl}/3ds/${id}`;
        const returnUrl = asked.return_url ?? null;
        const charge = decideCharge(
          { id, token, amount, currency, metadata, returnUrl, idempotencyKey: key, now, stepUrl },
          behaviour,
        );
        return behaviour.answers500 === true
          ? { charge, type: `charge.${charge.status}`, status: 500, body: errorBody(lostAnswer) }
          : { charge, type: `charge.${charge.status}`, status: 201 };
      }),
    async captureCharge(key, id, amount) {
      const result = await once(key, ['capture', id, amount], () => ({
        charge: capture(chargeOf(ledger, id), amount),
        type: 'charge.captured',
        status: 200,
      }));
      const { token, status, dispute: known } = chargeOf(ledger, id);
      if (behaviourOf(token)?.disputed === true && status === 'captured' && known === undefined) {
        await sandbox.disputeCharge(id);
      }
      return result;
    },
    voidCharge: (key, id) =>
      once(key, ['void', id], () => ({ charge: voidCharge(chargeOf(ledger, id)), type: 'charge.voided', status: 200 })),
    refundCharge: (key, id, amount) =>
      once(key, ['refund', id, amount], () => {
        const made = {
          id: `re_${randomUUID()}`,
          amount,
          status: 'succeeded',
          idempotency_key: key,
          created: new Date().toISOString(),
        } as const;
        const charge = chargeOf(ledger, id);
        const refunded = refund(charge, made, behaviourOf(charge.token)?.refusesRefundsMs);
        return { charge: refunded, type: 'charge.refunded', status: 201, body: made };
      }),
    disputeCharge: (id) => change(dispute(chargeOf(ledger, id)), 'charge.disputed'),
    endDispute: (id, outcome) => change(endDispute(chargeOf(ledger, id), outcome), `charge.dispute_${outcome}`),
    async answerStep(id, approved) {
      const charge = decide(chargeOf(ledger, id), approved);
      return await change(charge, `charge.${charge.status}`);
    },
  };
  return {
    app: sandboxRoutes(sandbox),
    sandbox,
    start() {
      webhooks.resume();
      for (const charge of ledger.charges.values()) armLateDecision(charge);
    },
    async close() {
      await webhooks.stop();
      for (const timer of timers) clearTimeout(timer);
      await ledger.close();
    },
  };
}

/** As providers do: what was refused can be asked again under its key after a day. */
const refusalMs = 86_400_000;
const isForgotten = ({ refusedAt }: StoredResult) =>
  refusedAt !== undefined && Date.now() - Date.parse(refusedAt) >= refusalMs;

const lostAnswer = { code: 'internal', message: 'Something went wrong' };

const mismatch = (key: string, fingerprint: string): StoredResult => ({
  key,
  fingerprint,
  status: 409,
  body: errorBody({ code: 'idempotency_mismatch', message: 'This key was used with other parameters' }),
});
