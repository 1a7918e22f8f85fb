import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import * as z from 'zod';
import { errorBody, Refusal, type Charge } from './charge.ts';
import { chargeOf, type Ledger, type StoredResult } from './ledger.ts';
import { chargesPage, stepPage, styleHash } from './pages.ts';
import type { Sandbox } from './sandbox.ts';
import { behaviourOf } from './tokens.ts';

const Amount = z.int().positive();
const ChargeBody = z.strictObject({
  token: z.string(),
  amount: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  metadata: z.record(z.string(), z.string()).default({}),
  return_url: z.url().optional(),
});
const AmountBody = z.strictObject({ amount: Amount });
/** Without an outcome the dispute begins. */
const DisputeBody = z.strictObject({ outcome: z.enum(['won', 'lost']).optional() });
const ListQuery = z.strictObject({
  orderId: z.string().optional(),
  key: z.string().optional(),
  created_after: z.iso.datetime().optional(),
  starting_after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** The sandbox's HTTP API, the shopper's page of the extra step and a page for people. */
export function sandboxRoutes(sandbox: Sandbox): Express {
  const { ledger } = sandbox;
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '64kb' }), express.urlencoded({ extended: false, limit: '4kb' }));

  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/', (_req, res) => sendPage(res, chargesPage([...ledger.charges.values()].toReversed().slice(0, 200))));

  app.post('/charges', async (req, res) => {
    const key = keyOf(req);
    const body = parse(ChargeBody, req.body);
    const replayed = ledger.results.has(key);
    const result = await sandbox.createCharge(key, body);
    const wait = behaviourOf(body.token)?.answerAfterMs;
    // The process may end meanwhile.
    if (!replayed && wait !== undefined) await sleep(wait, undefined, { ref: false });
    answer(res, result);
  });
  app.post('/charges/:id/capture', async (req, res) => {
    answer(res, await sandbox.captureCharge(keyOf(req), req.params.id, parse(AmountBody, req.body).amount));
  });
  app.post('/charges/:id/void', async (req, res) => {
    answer(res, await sandbox.voidCharge(keyOf(req), req.params.id));
  });
  app.post('/charges/:id/refunds', async (req, res) => {
    answer(res, await sandbox.refundCharge(keyOf(req), req.params.id, parse(AmountBody, req.body).amount));
  });
  app.post('/charges/:id/dispute', async (req, res) => {
    const { outcome } = parse(DisputeBody, req.body ?? {});
    const { id } = req.params;
    res.json(await (outcome === undefined ? sandbox.disputeCharge(id) : sandbox.endDispute(id, outcome)));
  });
  app.get('/charges', async (req, res) => {
    const page = listCharges(ledger, parse(ListQuery, { ...req.query }));
    await ledger.settled();
    res.json(page);
  });
  app.get('/charges/:id', async (req, res) => {
    const charge = chargeOf(ledger, req.params.id);
    await ledger.settled();
    res.json(charge);
  });

  app.get('/3ds/:id', (req, res) => {
    const charge = chargeOf(ledger, req.params.id);
    sendPage(res, stepPage(charge), charge.return_url);
  });
  app.post('/3ds/:id', async (req, res) => {
    const { decision } = parse(z.strictObject({ decision: z.enum(['approve', 'decline']) }), { ...req.body });
    const charge = await sandbox.answerStep(req.params.id, decision === 'approve');
    if (charge.return_url === null) sendPage(res, stepPage(charge));
    else res.redirect(303, charge.return_url);
  });
  app.use(onError);
  return app;
}

/** Oldest first; a page says whether there is more after its last. */
function listCharges(ledger: Ledger, query: z.output<typeof ListQuery>): { data: Charge[]; has_more: boolean } {
  const byKey = query.key === undefined ? undefined : ledger.charges.get(ledger.idsByKey.get(query.key) ?? '');
  const candidates = query.key === undefined ? [...ledger.charges.values()] : byKey === undefined ? [] : [byKey];
  const after = query.starting_after;
  const start = after === undefined ? 0 : candidates.findIndex(({ id }) => id === after) + 1;
  const matching = candidates
    .slice(start)
    .filter(({ metadata }) => query.orderId === undefined || metadata['orderId'] === query.orderId)
    .filter(({ created }) => query.created_after === undefined || created >= query.created_after);
  return { data: matching.slice(0, query.limit), has_more: matching.length > query.limit };
}

function keyOf(req: Request): string {
  const key = req.header('idempotency-key');
  if (key === undefined || key === '') throw new Refusal(400, 'key_required', 'Send an Idempotency-Key');
  return key;
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, 'invalid_request', parsed.error.issues[0]?.message ?? 'invalid');
}

const answer = (res: Response, { status, body }: StoredResult) => void res.status(status).json(body);

/** Nothing but our own style; a form goes to us, and on to where the shopper came from. */
function sendPage(res: Response, html: string, returnUrl: string | null = null): void {
  const targets = returnUrl === null ? "'self'" : `'self' ${new URL(returnUrl).origin}`;
  res.set({
    'content-security-policy': `default-src 'none'; style-src '${styleHash}'; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  res.type('html').send(html);
}

const onError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  if (error instanceof Refusal) res.status(error.status).json(errorBody(error));
  else if ((error as { status?: number }).status === 400) {
    res.status(400).json(errorBody({ code: 'invalid_request', message: 'The body is not valid' }));
  } else res.status(500).json(errorBody({ code: 'internal', message: String(error) }));
};
