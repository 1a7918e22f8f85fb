import { allEndpoints, type Endpoint } from '@arcade/contracts';

interface Route {
  readonly endpoint: Endpoint;
  readonly pattern: RegExp;
}

export type Match =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

export type RouteTable = (method: string, path: string) => Match;

/** Finds the operation of a request. Operations between services are not in the table: nobody outside can name them. */
export function createRouteTable(endpoints: readonly Endpoint[] = allEndpoints): RouteTable {
  const routes: readonly Route[] = endpoints
    .filter(({ access }) => access !== 'service')
    .map((endpoint) => ({ endpoint, pattern: patternOf(endpoint.path) }))
    .toSorted((a, b) => parameterCount(a.endpoint) - parameterCount(b.endpoint));
  const byLength = Map.groupBy(routes, ({ endpoint }) => lengthOf(endpoint.path));
  return (method, path) => {
    const matching = (byLength.get(lengthOf(path)) ?? []).filter(({ pattern }) => pattern.test(path));
    const route = matching.find(({ endpoint }) => endpoint.method === method);
    if (route !== undefined) return { kind: 'endpoint', endpoint: route.endpoint };
    if (matching.length === 0) return { kind: 'none' };
    return { kind: 'method-not-allowed', allowed: allowedOf(matching) };
  };
}

const allowedOf = (routes: readonly Route[]): string[] => {
  const methods = new Set<string>(routes.map(({ endpoint }) => endpoint.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')].toSorted();
};

// A parameter is plain: no slash in any spelling and no dot segment, so that no sidecar can read another path in it.
const parameter = String.raw`(?!\.{1,2}(?:/|$))[\w\-.~:]+`;

const patternOf = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, parameter)}$`);
const parameterCount = ({ path }: Endpoint) => path.split('{').length;
const lengthOf = (path: string) => path.split('/').length;
