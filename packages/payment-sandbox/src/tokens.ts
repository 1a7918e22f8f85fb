import type { Charge, Failure } from './charge.ts';

/** How a magic token makes the sandbox behave; everything else is plain approval. */
export interface Behaviour {
  readonly brand: string;
  readonly last4: string;
  readonly outcome: 'authorized' | 'failed' | 'requires_action' | 'processing';
  readonly failure?: Failure;
  /** Milliseconds before the answer to the first request; the decision falls at once. */
  readonly answerAfterMs?: number;
  /** Answers 500 although the charge was made. */
  readonly answers500?: true;
  readonly authorizesAfterMs?: number;
  /** For how long after the charge refunds are refused. */
  readonly refusesRefundsMs?: number;
  readonly disputed?: true;
  readonly webhooks?: 'duplicated' | 'reordered' | 'dropped' | 'storm';
  readonly about: string;
}

const visa = { brand: 'visa', last4: '4242', outcome: 'authorized' } as const;

export const behaviours: Readonly<Record<string, Behaviour>> = {
  tok_visa: { ...visa, about: 'approves' },
  tok_mastercard: { ...visa, brand: 'mastercard', last4: '4444', about: 'approves' },
  tok_declined: {
    ...visa,
    last4: '0002',
    outcome: 'failed',
    failure: { code: 'card_declined', message: 'The card was declined' },
    about: 'declines',
  },
  tok_insufficient_funds: {
    ...visa,
    last4: '9995',
    outcome: 'failed',
    failure: { code: 'insufficient_funds', message: 'The card has insufficient funds' },
    about: 'declines for lack of funds',
  },
  tok_3ds: { ...visa, last4: '3220', outcome: 'requires_action', about: 'asks for a step on a page of the sandbox' },
  tok_slow: { ...visa, answerAfterMs: 3000, about: 'approves after 3 s' },
  tok_timeout: { ...visa, answerAfterMs: 30_000, about: 'approves at once, but its first answer takes 30 s' },
  tok_500_after_success: { ...visa, answers500: true, about: 'approves, but answers 500 for this key' },
  tok_duplicate_webhooks: { ...visa, webhooks: 'duplicated', about: 'approves; each webhook comes three times' },
  tok_reordered_webhooks: { ...visa, webhooks: 'reordered', about: 'approves; earlier webhooks come after later ones' },
  tok_dropped_webhooks: { ...visa, webhooks: 'dropped', about: 'approves; no webhook ever comes' },
  tok_storm: { ...visa, webhooks: 'storm', about: 'approves; webhooks come twice, out of order, one in ten never' },
  tok_capture_refused: { ...visa, about: 'approves; the capture is refused for good' },
  tok_disputed: {
    ...visa,
    disputed: true,
    about: 'approves; disputed as soon as it is captured, until POST /charges/{id}/dispute {"outcome":"won" or "lost"}',
  },
  tok_refund_refused: {
    ...visa,
    refusesRefundsMs: Infinity,
    about: 'approves and captures; refunds are refused, with tok_refund_refused_48 for 48 hours',
  },
};

const refusedToken = /^tok_refund_refused_(\d{1,5})$/;
const lateToken = /^tok_late(?:_(\d{1,5}))?$/;
/** Shown beside the table: its name carries a number. */
export const lateAbout = 'stays processing and authorises by itself after 10 s; tok_late_20 after 20 s';

export function behaviourOf(token: string): Behaviour | undefined {
  const late = lateToken.exec(token);
  if (late !== null) {
    return { ...visa, outcome: 'processing', authorizesAfterMs: Number(late[1] ?? 10) * 1000, about: lateAbout };
  }
  const refused = refusedToken.exec(token);
  if (refused !== null) {
    return { ...visa, refusesRefundsMs: Number(refused[1]) * 3_600_000, about: 'refuses refunds for hours' };
  }
  return Object.hasOwn(behaviours, token) ? behaviours[token] : undefined;
}

export interface NewCharge {
  readonly id: string;
  readonly token: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly returnUrl: string | null;
  readonly idempotencyKey: string;
  readonly now: Date;
  readonly stepUrl: string;
}

export function decideCharge(asked: NewCharge, behaviour: Behaviour): Charge {
  const late = behaviour.authorizesAfterMs;
  return {
    id: asked.id,
    status: behaviour.outcome,
    amount: asked.amount,
    currency: asked.currency,
    amount_captured: 0,
    amount_refunded: 0,
    token: asked.token,
    card: { brand: behaviour.brand, last4: behaviour.last4 },
    idempotency_key: asked.idempotencyKey,
    metadata: asked.metadata,
    return_url: asked.returnUrl,
    next_action: behaviour.outcome === 'requires_action' ? { type: 'redirect', url: asked.stepUrl } : null,
    failure: behaviour.failure ?? null,
    refunds: [],
    authorizes_at: late === undefined ? null : new Date(asked.now.getTime() + late).toISOString(),
    created: asked.now.toISOString(),
  };
}
