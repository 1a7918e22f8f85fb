import { paymentRank, type Payment, type Refund } from '@arcade/contracts';
import { giveUpRefunded, type PromisedRefund } from './give-up-refunded.ts';
import { isEnded, type Order, type PaymentFact, type RefundFact, type Settlement } from './order.ts';

export type PaymentNews = Pick<PaymentFact, 'paymentId' | 'status' | 'amount' | 'seenAt'> &
  Partial<Pick<PaymentFact, 'version' | 'capturedAmount' | 'attemptsLeft'>>;

/** Takes in what an event (with its version) or an answer of payments (without) tells. The same order when it is no news. */
export function learnPayment(order: Order, news: PaymentNews): Order {
  const known = order.payments.find(({ paymentId }) => paymentId === news.paymentId);
  const fact = known === undefined ? factOf(news) : merge(known, news);
  if (fact === known) return order;
  const others = order.payments.filter((other) => other !== known);
  // An admin's word is about what the payment was like then.
  const holdRelease = order.holdRelease?.payment === fact.status ? order.holdRelease : null;
  return { ...order, payments: [...others, fact], holdRelease, settlement: settlementAfter(order, known, fact) };
}

const factOf = ({ version = 0, capturedAmount = 0, attemptsLeft = null, ...news }: PaymentNews): PaymentFact => ({
  ...news,
  version,
  capturedAmount,
  attemptsLeft,
});

/** A payment only moves on, except that a dispute may be won. */
function merge(known: PaymentFact, news: PaymentNews): PaymentFact {
  const version = Math.max(known.version, news.version ?? 0);
  const isNewer = news.version === undefined || news.version > known.version;
  const won = known.status === 'DISPUTED' && news.status === 'CAPTURED' && isNewer;
  const status = won || (isNewer && paymentRank[news.status] > paymentRank[known.status]) ? news.status : known.status;
  const capturedAmount = Math.max(known.capturedAmount, news.capturedAmount ?? 0);
  const attemptsLeft = isNewer ? (news.attemptsLeft ?? known.attemptsLeft) : known.attemptsLeft;
  const same =
    status === known.status && capturedAmount === known.capturedAmount && attemptsLeft === known.attemptsLeft;
  // The next number alone changes nothing, so that an event about what we did ourselves costs no write. A later one is
  // kept: what it has skipped may still come, and would count as newer.
  return same && version <= known.version + 1 ? known : { ...known, version, status, capturedAmount, attemptsLeft };
}

/** Money that turns up after an order has ended has to go back, even if its account was settled before. */
function settlementAfter(
  order: Order,
  known: PaymentFact | undefined,
  { status, capturedAmount }: PaymentFact,
): Settlement {
  if (!isEnded(order) || order.settlement !== 'settled') return order.settlement;
  const isNews = known?.status !== status || known.capturedAmount !== capturedAmount;
  return isNews && (status === 'AUTHORIZED' || status === 'CAPTURED') ? 'closing' : order.settlement;
}

/** Takes in what became of a refund, and what it means for units that have not been sent. */
export function learnRefund(order: Order, news: RefundFact, at: Date): Order {
  const known = order.refunds.find(({ refundId }) => refundId === news.refundId);
  if (known !== undefined && known.version >= news.version) return order;
  const learned = { ...order, refunds: [...order.refunds.filter((other) => other !== known), news] };
  return news.succeeded ? giveUpRefunded(learned, [news], at) : learned;
}

/** Takes in an answer of payments about an order's newest payment. */
export function learnAsked(order: Order, payment: Payment | null, seenAt: Date): Order {
  if (payment === null) return order;
  const { paymentId, status, amount } = payment;
  const capturedAmount = payment.capturedAmount.amount;
  const known = order.payments.find((one) => one.paymentId === paymentId);
  const learned = learnPayment(order, { paymentId, status, amount, capturedAmount, seenAt: known?.seenAt ?? seenAt });
  return giveUpRefunded(learned, payment.refunds.filter(isPromised).map(promisedRefund), seenAt);
}

const isPromised = ({ status }: Refund): boolean =>
  status === 'REQUESTED' || status === 'SUBMITTED' || status === 'SUCCEEDED';

const promisedRefund = ({ refundId, reason, lines }: Refund): PromisedRefund => ({
  refundId,
  reason,
  lines: lines.map((line) => ({ ...line, amount: line.amount.amount })),
});
