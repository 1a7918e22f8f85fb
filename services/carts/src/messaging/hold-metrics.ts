import { Counter } from 'prom-client';

const reconciled = new Counter({
  name: 'cart_holds_reconciled_total',
  help: 'Carts whose holds the background has brought in line with inventory',
});

export const countReconciled = (): void => reconciled.inc();
