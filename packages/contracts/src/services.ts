import { subscriptions, type ServiceName } from './events/subscribers.ts';

/** The services that take part in contracts; the deployable map (ports, replicas) is the chart's `values.yaml`. */
export const serviceNames = Object.keys(subscriptions) as readonly ServiceName[];
export type { ServiceName };
