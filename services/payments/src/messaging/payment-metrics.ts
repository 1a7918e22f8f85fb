import { Counter, Gauge, register } from 'prom-client';

const orphans = new Counter({
  name: 'payments_orphan_charges_total',
  help: 'Charges at the provider that no payment stood for, all given back; captures above zero want a person',
  labelNames: ['taken'] as const,
  registers: [register],
});
for (const taken of ['authorization', 'capture'] as const) orphans.inc({ taken }, 0);

const overdue = new Gauge({
  name: 'payments_overdue_charges',
  help: 'Charges at the provider that are older than the window of reconciliation and still not in order; above zero wants a person',
  registers: [register],
});

const unread = new Counter({
  name: 'payments_unread_webhooks_total',
  help: 'Signed webhooks that were not understood and are kept for a person',
  registers: [register],
});
unread.inc(0);

/** Counts a webhook that is kept for a person. */
export const countUnread = (): void => unread.inc();

/** Shows how many charges reconciliation could not bring in order within its window. */
export const showOverdue = (charges: number): void => overdue.set(charges);

/** Counts money that was with the provider although no payment of ours stood for it. */
export const countOrphan = (taken: 'authorization' | 'capture'): void => orphans.inc({ taken });
