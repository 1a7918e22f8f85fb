import { Gauge, register } from 'prom-client';

const name = 'orders_sagas_stuck';

/** Sagas that have made no progress for longer than the alarm's time; anything above zero wants a person. */
export function observeStuckSagas(sagas: number): void {
  const known = register.getSingleMetric(name) as Gauge | undefined;
  const gauge = known ?? new Gauge({ name, help: 'Sagas without progress for too long', registers: [register] });
  gauge.set(sagas);
}
