/** A charge in the sandbox's own ledger; the shape its HTTP API shows. Snake case, as such APIs have it. */
export interface Charge {
  readonly id: string;
  readonly status: ChargeStatus;
  readonly amount: number;
  readonly currency: string;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly token: string;
  readonly card: { readonly brand: string; readonly last4: string };
  readonly idempotency_key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly return_url: string | null;
  readonly next_action: { readonly type: 'redirect'; readonly url: string } | null;
  readonly failure: Failure | null;
  readonly refunds: readonly ChargeRefund[];
  /** How far the bank is with a dispute; absent without one. */
  readonly dispute?: 'open' | DisputeOutcome;
  /** When a `tok_late` charge authorises by itself. */
  readonly authorizes_at: string | null;
  readonly created: string;
}

export type ChargeStatus =
  'requires_action' | 'processing' | 'authorized' | 'captured' | 'voided' | 'failed' | 'disputed';

export type DisputeOutcome = 'won' | 'lost';

export interface ChargeRefund {
  readonly id: string;
  readonly amount: number;
  readonly status: 'succeeded';
  readonly idempotency_key: string;
  readonly created: string;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Why the sandbox does not do what it was asked; the first refusal of a key is replayed for a day. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const errorBody = ({ code, message }: Failure) => ({ error: { code, message } });

export function capture(charge: Charge, amount: number): Charge {
  requireStatus(charge, 'authorized', 'capture');
  if (amount > charge.amount) throw new Refusal(400, 'amount_too_large', 'The capture exceeds the authorisation');
  if (charge.token === 'tok_capture_refused') {
    throw new Refusal(402, 'capture_refused', 'The bank refuses to capture this charge');
  }
  return { ...charge, status: 'captured', amount_captured: amount };
}

export function voidCharge(charge: Charge): Charge {
  if (charge.status !== 'authorized' && charge.status !== 'requires_action') refuse(charge, 'void');
  return { ...charge, status: 'voided', next_action: null };
}

/** `refusedMs`: for how long after the charge the bank takes no money back. */
export function refund(charge: Charge, refundOf: ChargeRefund, refusedMs = 0): Charge {
  requireStatus(charge, 'captured', 'refund');
  if (Date.parse(refundOf.created) < Date.parse(charge.created) + refusedMs) {
    throw new Refusal(402, 'refund_refused', 'The bank refuses to take this money back');
  }
  const refunded = charge.amount_refunded + refundOf.amount;
  if (refunded > charge.amount_captured) {
    throw new Refusal(400, 'amount_too_large', 'The refunds would exceed what was captured');
  }
  return { ...charge, amount_refunded: refunded, refunds: [...charge.refunds, refundOf] };
}

/** The shopper goes to their bank, and the bank decides later; a dispute that is lost stays on the charge. */
export function dispute(charge: Charge): Charge {
  requireStatus(charge, 'captured', 'dispute');
  return { ...charge, status: 'disputed', dispute: 'open' };
}

export function endDispute(charge: Charge, outcome: DisputeOutcome): Charge {
  if (charge.dispute !== 'open') refuse(charge, 'end a dispute of');
  return { ...charge, status: outcome === 'won' ? 'captured' : 'disputed', dispute: outcome };
}

/** The shopper's answer to the extra step, or the bank's late decision. */
export function decide(charge: Charge, approved: boolean): Charge {
  if (charge.status !== 'requires_action' && charge.status !== 'processing') refuse(charge, 'decide');
  const decided = { ...charge, next_action: null, authorizes_at: null };
  return approved
    ? { ...decided, status: 'authorized' }
    : { ...decided, status: 'failed', failure: { code: 'authentication_failed', message: 'The step was declined' } };
}

function requireStatus(charge: Charge, status: ChargeStatus, action: string): void {
  if (charge.status !== status) refuse(charge, action);
}

function refuse(charge: Charge, action: string): never {
  throw new Refusal(409, 'charge_state', `Cannot ${action} a charge that is ${charge.status}`);
}
