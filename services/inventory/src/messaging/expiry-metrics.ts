import { Histogram } from 'prom-client';

const lateness = new Histogram({
  name: 'inventory_expiry_lateness_seconds',
  help: 'How long after its time an overdue reservation was ended; its units were free in between',
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
});

export function observeExpiry(seconds: readonly number[]): void {
  for (const late of seconds) lateness.observe(late);
}
