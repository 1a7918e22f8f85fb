import { Counter, register } from 'prom-client';

const name = 'payments_orphan_captures_total';

/** Captured charges that no payment stood for, all given back; anything above zero wants a person. */
export function countOrphanCapture(): void {
  const known = register.getSingleMetric(name) as Counter | undefined;
  const counter = known ?? new Counter({ name, help: 'Captured charges without a payment', registers: [register] });
  counter.inc();
}
