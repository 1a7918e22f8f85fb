import { Counter, Gauge, register } from 'prom-client';
import type { Backlog } from './event-log.ts';

const registers = [register];

export const published = new Counter({
  name: 'events_published_total',
  help: 'Events handed to the broker, and attempts that failed',
  labelNames: ['service', 'topic', 'outcome'] as const,
  registers,
});

export const received = new Counter({
  name: 'events_received_total',
  help: 'Events that came from the broker, by catch-up or from the dead letters, by what became of them',
  labelNames: ['service', 'topic', 'via', 'outcome'] as const,
  registers,
});

export const rescued = new Counter({
  name: 'events_rescued_total',
  help: 'Events that catch-up had to fetch: lost by the broker (running), or missed or still queued at start (start)',
  labelNames: ['service', 'producer', 'when'] as const,
  registers,
});

export const deadLetters = new Counter({
  name: 'events_dead_letters_total',
  help: 'Events given up and kept as dead letters; each one needs a person',
  labelNames: ['service', 'topic'] as const,
  registers,
});

export const catchUpLag = new Gauge({
  name: 'events_catch_up_lag',
  help: 'How many positions of the producer’s log are not yet known to be processed',
  labelNames: ['service', 'producer'] as const,
  registers,
});

const backlogs = new Map<string, () => Promise<Backlog>>();

export const outboxBacklog = new Gauge({
  name: 'events_outbox_backlog',
  help: 'Committed events that no broker has been given yet',
  labelNames: ['service'] as const,
  registers,
  async collect() {
    for (const [service, backlog] of backlogs) {
      const { count, oldestSeconds } = await backlog();
      this.set({ service }, count);
      outboxAge.set({ service }, oldestSeconds);
    }
  },
});

const outboxAge = new Gauge({
  name: 'events_outbox_oldest_seconds',
  help: 'Age of the oldest event that no broker has been given yet',
  labelNames: ['service'] as const,
  registers,
});

/** The backlog of a service's outbox is read when somebody asks for metrics. Ends with the answered function. */
export function observeBacklog(service: string, backlog: () => Promise<Backlog>): () => void {
  backlogs.set(service, backlog);
  return () => {
    if (backlogs.get(service) === backlog) backlogs.delete(service);
  };
}
