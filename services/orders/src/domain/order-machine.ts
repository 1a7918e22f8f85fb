import type { OrderStatus } from '@arcade/contracts';
import type { StateMachine } from '@arcade/service-defaults';

export type OrderEvent =
  'place' | 'confirm' | 'cancel' | 'expire' | 'confirm-late' | 'process' | 'ship' | 'deliver' | 'complete' | 'return';

export const orderMachine: StateMachine<OrderStatus, OrderEvent> = {
  PENDING_PAYMENT: { confirm: 'CONFIRMED', cancel: 'CANCELLED', expire: 'EXPIRED' },
  EXPIRED: { 'confirm-late': 'CONFIRMED' },
  CONFIRMED: { process: 'PROCESSING', cancel: 'CANCELLED' },
  PROCESSING: { ship: 'SHIPPED', cancel: 'CANCELLED' },
  SHIPPED: { deliver: 'DELIVERED' },
  DELIVERED: { complete: 'COMPLETED', return: 'RETURNED' },
  COMPLETED: { return: 'RETURNED' },
  CANCELLED: {},
  RETURNED: {},
};
