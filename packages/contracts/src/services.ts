/** The services that take part in contracts; the deployable map (ports, replicas) is the chart's `values.yaml`. */
export const serviceNames = ['gateway', 'users', 'products', 'carts', 'inventory', 'orders', 'payments'] as const;
export type ServiceName = (typeof serviceNames)[number];
