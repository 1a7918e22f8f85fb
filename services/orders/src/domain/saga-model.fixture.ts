import {
  RefundId,
  type OrderReservation,
  type PaymentStatus,
  type Settlement as SettlementAnswer,
} from '@arcade/contracts';
import { newId } from '@arcade/service-defaults';
import { cancelOrder } from './cancel-order.ts';
import { learnCapture, learnSettlement, learnStock, loseReservation } from './learn-answer.ts';
import { learnAsked, learnPayment } from './learn-payment.ts';
import { learnReversal } from './learn-reversal.ts';
import { moveOrder } from './move-order.ts';
import { freshRun, nameOf, nextStep, type RunMemory, type SagaCall } from './next-step.ts';
import { anOrder, aPaymentId, payMs, someTime, usd } from './order-samples.fixture.ts';
import type { Order, Reversal } from './order.ts';

const ada = { actor: 'ada', merchantId: undefined, may: ['cancel'] } as const;
export const graceMs = 60_000;
export const unitPrice = 250;
export const unitsOrdered = 4;
const total = unitPrice * unitsOrdered;
const reservationMs = payMs + graceMs + 60_000;

/** What may befall an order. */
export type Happening =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'pay'; readonly outcome: PaymentStatus }
  | { readonly kind: 'bank'; readonly approves: boolean }
  /** An event of payments arrives; without it orders only knows what it asks. */
  | { readonly kind: 'receive' }
  | { readonly kind: 'stock-expires' }
  | { readonly kind: 'cancel' }
  /** One unit of those that are still there. */
  | { readonly kind: 'cancel-unit' }
  | { readonly kind: 'process' }
  /** A driver works until its n-th call fails: before or after the callee has done it. */
  | { readonly kind: 'run'; readonly failAt: number; readonly answerLost: boolean };

type Outcome = OrderReservation['outcome'] | 'none';

interface ModelPayment {
  readonly paymentId: ReturnType<typeof aPaymentId>;
  status: PaymentStatus;
  version: number;
  captured: number;
  refunded: number;
}

/** An order among simple models of inventory and payments that remember like the real ones. */
export class SagaModel {
  order: Order = anOrder([{ unitPrice, quantity: unitsOrdered }]);
  now = someTime.getTime();
  stock: Outcome = 'none';
  readonly payments: ModelPayment[] = [];
  closed = false;
  /** Units that are on the shelf again after a commit. */
  unitsBack = 0;
  readonly #restocked = new Set<string>();
  readonly #refunded = new Map<string, number>();
  captures = 0;
  readonly soldOut: boolean;
  readonly captureRefused: boolean;

  constructor({ soldOut, captureRefused }: { readonly soldOut: boolean; readonly captureRefused: boolean }) {
    this.soldOut = soldOut;
    this.captureRefused = captureRefused;
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case 'time':
        this.now += happening.ms;
        break;
      case 'pay':
        this.#pay(happening.outcome);
        break;
      case 'bank':
        this.decide(happening.approves);
        break;
      case 'receive':
        this.receive();
        break;
      case 'stock-expires':
        if (this.stock === 'reserved' && this.now > someTime.getTime() + reservationMs) {
          this.stock = 'expired';
          this.order = loseReservation(this.order);
        }
        break;
      case 'cancel':
        if (['PENDING_PAYMENT', 'CONFIRMED', 'PROCESSING'].includes(this.order.status)) {
          this.#cancel(undefined);
        }
        break;
      case 'cancel-unit':
        if (['CONFIRMED', 'PROCESSING'].includes(this.order.status)) this.#cancel(1);
        break;
      case 'process':
        if (this.order.status === 'CONFIRMED') {
          this.order = moveOrder(this.order, { event: 'process', actor: 'shop', at: new Date(this.now) });
        }
        break;
      case 'run':
        this.run(happening.failAt, happening.answerLost);
    }
  }

  #cancel(quantity: number | undefined): void {
    const lines = quantity && this.order.items.map(({ orderItemId }) => ({ orderItemId, quantity }));
    const command = { reversalId: RefundId.parse(newId()), reason: 'no', lines: lines || undefined };
    this.order = cancelOrder(this.order, command, ada, new Date(this.now));
  }

  #live = () => this.payments.find(({ status }) => !['FAILED', 'VOIDED', 'CANCELLED', 'EXPIRED'].includes(status));

  #pay(status: PaymentStatus): void {
    const payable = this.order.status === 'PENDING_PAYMENT' && this.now < this.order.payUntil.getTime();
    if (!payable || this.closed || this.#live() !== undefined || this.payments.length >= 3) return;
    this.payments.push({ paymentId: aPaymentId(), status, version: 2, captured: 0, refunded: 0 });
  }

  /** The bank makes up its mind about whatever it has not decided; money for a closed account goes back at once. */
  decide(approves: boolean): void {
    const payment = this.#live();
    if (payment === undefined || !['PROCESSING', 'REQUIRES_ACTION', 'CREATED'].includes(payment.status)) return;
    payment.status = approves ? (this.closed ? 'VOIDED' : 'AUTHORIZED') : 'FAILED';
    payment.version++;
  }

  receive(): void {
    for (const [index, { paymentId, status, version, captured }] of this.payments.entries()) {
      this.order = learnPayment(this.order, {
        paymentId,
        status,
        version,
        amount: usd(total),
        capturedAmount: captured,
        attemptsLeft: status === 'FAILED' ? 2 - index : null,
        seenAt: new Date(someTime.getTime() + index),
      });
    }
  }

  /** One run of the saga; answers what it ended with. */
  run(failAt = Infinity, answerLost = false): 'rest' | 'failed' {
    let memory: RunMemory = freshRun;
    for (let calls = 0; ;) {
      const step = nextStep(this.order, memory, { now: new Date(this.now), graceMs });
      if (step.kind === 'wait' || step.kind === 'retry' || step.kind === 'done') return 'rest';
      if (step.kind === 'move') {
        const { event, reason } = step;
        this.order = moveOrder(this.order, { event, reason, actor: 'orders', at: new Date(this.now) });
        continue;
      }
      if (++calls > 20) throw new Error(`The saga goes round and round at ${nameOf(step.call)}`);
      if (calls === failAt && !answerLost) return 'failed';
      const { learn, captureRefused } = this.#perform(step.call);
      if (calls === failAt) return 'failed';
      this.order = learn(this.order);
      memory = {
        answered: new Set([...memory.answered, nameOf(step.call)]),
        captureRefused: memory.captureRefused || captureRefused,
      };
    }
  }

  #perform(call: SagaCall): { learn: (order: Order) => Order; captureRefused: boolean } {
    const told = (learn: (order: Order) => Order, captureRefused = false) => ({ learn, captureRefused });
    const at = new Date(this.now);
    switch (call.name) {
      case 'reserve-stock':
        if (this.stock === 'none') this.stock = this.soldOut ? 'rejected' : 'reserved';
        return told((order) => learnStock(order, this.#reservation()));
      case 'commit-stock':
        if (this.stock === 'reserved') this.stock = 'committed';
        return told((order) => learnStock(order, this.#reservation()));
      case 'release-stock':
        if (this.stock === 'committed') {
          this.stock = 'restocked';
          this.unitsBack = unitsOrdered;
        }
        if (this.stock === 'reserved' || this.stock === 'none') this.stock = 'released';
        return told((order) => learnStock(order, this.#reservation()));
      case 'ask-payment':
        return told((order) => learnAsked(order, this.#asked(), at));
      case 'capture-payment': {
        const answer = this.#capture();
        return told((order) => learnCapture(order, answer, at), answer.outcome === 'refused');
      }
      case 'settle-payment': {
        const answer = this.#settle();
        return told((order) => learnSettlement(order, answer));
      }
      case 'restock-reversal':
        return this.#restock(call.item);
      case 'refund-reversal':
        return this.#refund(call.item);
    }
  }

  /** Refuses what is not out of stock, as inventory does. */
  #restock({ reversalId, lines }: Reversal) {
    if (!this.#restocked.has(reversalId)) {
      if (this.stock !== 'committed') throw new Error(`Units come back while the stock is ${this.stock}`);
      this.#restocked.add(reversalId);
      for (const { quantity } of lines) this.unitsBack += quantity;
    }
    return { learn: (order: Order) => learnReversal(order, reversalId, { restocked: true }), captureRefused: false };
  }

  #refund({ reversalId, lines }: Reversal) {
    const payment = this.payments.find(({ captured }) => captured > 0);
    if (payment === undefined) throw new Error('Nothing was captured');
    const worth = lines.reduce((sum, { quantity }) => sum + quantity * unitPrice, 0);
    const refundAmount = this.#refunded.get(reversalId) ?? Math.min(worth, payment.captured - payment.refunded);
    if (!this.#refunded.has(reversalId)) payment.refunded += refundAmount;
    this.#refunded.set(reversalId, refundAmount);
    const news = { refund: 'done', refundAmount } as const;
    return { learn: (order: Order) => learnReversal(order, reversalId, news), captureRefused: false };
  }

  #reservation = (): OrderReservation => {
    const { orderId } = this.order;
    const outcome = this.stock === 'none' ? 'released' : this.stock;
    if (outcome === 'reserved') return { outcome, orderId, expiresAt: someTime.toISOString() };
    return outcome === 'rejected' ? { outcome, orderId, shortages: [] } : { outcome, orderId };
  };

  #asked() {
    const payment = this.payments.at(-1);
    if (payment === undefined) return null;
    const { paymentId, status, captured } = payment;
    const facts = { paymentId, status, amount: usd(total), capturedAmount: usd(captured), refunds: [] as unknown[] };
    return facts as Parameters<typeof learnAsked>[1];
  }

  #capture(): SettlementAnswer {
    const payment = this.#live();
    if (this.stock !== 'committed') throw new Error(`A capture while the stock is ${this.stock}`);
    if (payment?.status === 'AUTHORIZED' && !this.closed && !this.captureRefused) {
      payment.status = 'CAPTURED';
      payment.version++;
      payment.captured = total;
      this.captures++;
    }
    return this.#answer(payment?.status === 'CAPTURED' && !this.closed ? 'captured' : 'refused');
  }

  #settle(): SettlementAnswer {
    this.closed = true;
    for (const payment of this.payments) {
      if (payment.status === 'AUTHORIZED' || payment.status === 'REQUIRES_ACTION') {
        payment.status = 'VOIDED';
        payment.version++;
      }
      payment.refunded = payment.captured;
    }
    const undecided = this.payments.some(({ status }) => status === 'PROCESSING' || status === 'CREATED');
    return this.#answer(undecided ? 'pending' : 'settled');
  }

  #answer = (outcome: SettlementAnswer['outcome']): SettlementAnswer => {
    const payment = this.#live() ?? this.payments.at(-1);
    if (payment === undefined) return { outcome, paymentId: null, capturedAmount: null, refundedAmount: null };
    const { paymentId, captured, refunded } = payment;
    return { outcome, paymentId, capturedAmount: usd(captured), refundedAmount: usd(refunded) };
  };

  /** Money that is here: taken and not given back, or only set aside. */
  get moneyHeld(): number {
    const open = this.payments.some(({ status }) => status === 'AUTHORIZED');
    return this.payments.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0) + (open ? total : 0);
  }
}
