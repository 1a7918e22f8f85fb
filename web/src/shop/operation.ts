import type { EndpointSpec } from '@arcade/contracts';

/**
 * An operation as a page calls it: where it is, and whether it takes a body. It has the type of its contract; the
 * schemas stay behind, because services check what they are sent and a page trusts its own gateway.
 */
export const operation = <Spec extends EndpointSpec>(method: Spec['method'], path: Spec['path'], body?: 'json'): Spec =>
  ({ method, path, body }) as unknown as Spec;
