import { createHmac, timingSafeEqual } from 'node:crypto';
import { within, type Clock } from '@arcade/service-defaults';
import { Agent } from 'undici';
import * as z from 'zod';
import { DomainError } from '@arcade/contracts';
import type { PaymentProvider, ProviderAnswer } from '../application/payment-provider.ts';
import {
  UnreadableCharge,
  type ChargeStatus,
  type ProviderCharge,
  type ProviderRefund,
  type ToldStatus,
} from '../domain/provider-charge.ts';
import { ProviderId, readWebhook } from './read-webhook.ts';

export interface SandboxProviderOptions {
  readonly url: string;
  readonly webhookSecret: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const SandboxRefund = z.object({
  id: z.string(),
  amount: z.int(),
  status: z.literal('succeeded'),
  idempotency_key: z.string(),
});

const SandboxCharge = z.object({
  id: z.string(),
  status: z.enum(['requires_action', 'processing', 'authorized', 'captured', 'voided', 'failed', 'disputed']),
  amount: z.int(),
  currency: z.string(),
  amount_captured: z.int(),
  card: z.object({ brand: z.string(), last4: z.string() }),
  idempotency_key: z.string(),
  metadata: z.record(z.string(), z.string()),
  next_action: z.object({ url: z.string() }).nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  refunds: z.array(SandboxRefund),
  dispute: z.enum(['open', 'won', 'lost']).optional(),
  created: z.iso.datetime(),
});

const SandboxEvent = z.object({ data: z.object({ charge: ProviderId }) });
const SandboxError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const SandboxPage = z.object({ data: z.array(SandboxCharge), has_more: z.boolean() });

/** Signed webhooks older than this are refused: they may be replays. */
const toleranceSeconds = 300;
const pageSize = 500;

const cannotTell = (cause: string) =>
  new DomainError('dependency-unavailable', 'The payment provider does not answer', {
    dependency: 'sandbox',
    cause,
  });

export function createSandboxPaymentProvider(options: SandboxProviderOptions): PaymentProvider {
  const { url, webhookSecret, clock, timeoutMs } = options;
  const agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 });

  async function call(method: 'GET' | 'POST', path: string, key?: string, body?: unknown) {
    const asked = {
      origin: url,
      path,
      method,
      headers: {
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    };
    return await within(timeoutMs, async (signal) => {
      const response = await agent.request({ ...asked, signal });
      return { status: response.statusCode, text: await response.body.text() };
    });
  }

  /** A write whose outcome is open unless the sandbox says yes or a clear no. */
  async function write<Result>(
    path: string,
    key: string,
    body: unknown,
    read: (json: unknown) => Result,
  ): Promise<ProviderAnswer<Result>> {
    try {
      const { status, text } = await call('POST', path, key, body);
      if (status < 300) return { kind: 'answered', result: read(JSON.parse(text)) };
      const { code, message } = SandboxError.parse(JSON.parse(text)).error;
      // A key that was used with other parameters has a charge that only a look can tell about.
      const open = status >= 500 || status === 429 || code === 'idempotency_mismatch';
      return open ? { kind: 'unknown', detail: `${status} ${code}` } : { kind: 'refused', code, message };
    } catch (error) {
      return { kind: 'unknown', detail: String(error) };
    }
  }

  async function get(path: string): Promise<unknown> {
    const { status, text } = await call('GET', path).catch((error: unknown) => {
      throw cannotTell(String(error));
    });
    if (status === 404) return undefined;
    if (status >= 300) throw cannotTell(`${path}: ${status}`);
    return JSON.parse(text);
  }

  async function* list(since: Date): AsyncIterable<readonly ProviderCharge[]> {
    let after = '';
    for (;;) {
      const path = `/charges?limit=${pageSize}&created_after=${since.toISOString()}${after}`;
      const { data, has_more } = SandboxPage.parse(await get(path));
      yield data.map(chargeOf);
      const last = data.at(-1);
      if (!has_more || last === undefined) return;
      after = `&starting_after=${last.id}`;
    }
  }

  return {
    name: 'sandbox',
    authorise: ({ key, orderId, paymentId, amount, token, returnUrl }) =>
      write(
        '/charges',
        key,
        {
          token,
          amount: amount.amount,
          currency: amount.currencyCode,
          metadata: { orderId, paymentId },
          return_url: returnUrl,
        },
        readCharge,
      ),
    capture: ({ key, providerId, amount }) =>
      write(`/charges/${providerId}/capture`, key, { amount: amount.amount }, readCharge),
    void: ({ key, providerId }) => write(`/charges/${providerId}/void`, key, {}, readCharge),
    refund: ({ key, providerId, amount }) =>
      write(`/charges/${providerId}/refunds`, key, { amount: amount.amount }, (json) =>
        refundOf(SandboxRefund.parse(json)),
      ),
    async find({ providerId, key }) {
      const byId = providerId !== null;
      const found = await get(
        byId ? `/charges/${encodeURIComponent(providerId)}` : `/charges?key=${encodeURIComponent(key)}`,
      );
      if (found === undefined) return undefined;
      const read = byId
        ? SandboxCharge.safeParse(found)
        : SandboxPage.transform(({ data }) => data[0]).safeParse(found);
      if (!read.success) throw new UnreadableCharge(z.prettifyError(read.error));
      return read.data === undefined ? undefined : chargeOf(read.data);
    },
    list,
    verifyWebhook(body, header) {
      if (!signed(body, header('sandbox-signature') ?? '', webhookSecret, clock.now())) return undefined;
      return readWebhook(body, (event) => SandboxEvent.parse(event).data.charge, toldBy);
    },
  };
}

function signed(body: Buffer, signature: string, secret: string, now: Date): boolean {
  const [, timestamp, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (timestamp === undefined || given === undefined) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}

const statuses: Readonly<Record<z.output<typeof SandboxCharge>['status'], ChargeStatus>> = {
  requires_action: 'requires-action',
  processing: 'processing',
  authorized: 'authorized',
  captured: 'captured',
  voided: 'voided',
  failed: 'failed',
  disputed: 'disputed',
};

const toldBy = new Map<string, ToldStatus>([
  ['charge.authorized', 'authorized'],
  ['charge.captured', 'captured'],
]);

const readCharge = (json: unknown): ProviderCharge => chargeOf(SandboxCharge.parse(json));

const chargeOf = (charge: z.output<typeof SandboxCharge>): ProviderCharge => ({
  providerId: charge.id,
  key: charge.idempotency_key,
  orderId: charge.metadata['orderId'] ?? '',
  status: statuses[charge.status],
  amount: charge.amount,
  currencyCode: charge.currency,
  capturedAmount: charge.amount_captured,
  method: charge.card,
  nextActionUrl: charge.next_action?.url ?? null,
  failure: charge.failure,
  refunds: charge.refunds.map(refundOf),
  disputeOutcome: charge.dispute === 'won' || charge.dispute === 'lost' ? charge.dispute : null,
  createdAt: new Date(charge.created),
});

const refundOf = ({ id, idempotency_key, status, amount }: z.output<typeof SandboxRefund>): ProviderRefund => ({
  providerId: id,
  key: idempotency_key,
  status,
  amount,
  failure: null,
});
