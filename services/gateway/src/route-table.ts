import { allEndpoints, type Endpoint } from '@arcade/contracts';

/** One path with the operations that it has. */
interface Route {
  readonly pattern: RegExp;
  /** The same with anything for a parameter. */
  readonly shape: RegExp;
  readonly rank: string;
  readonly operations: ReadonlyMap<string, Endpoint>;
}

export type Match =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  /** A path of operations with a parameter that names nothing. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'none' };

export type RouteTable = (method: string, path: string) => Match;

/**
 * Finds the operation of a request. A path means one thing only: where several match, the one that is fixed furthest from
 * the left, whatever the method, so that `GET /products/create` is no product. Operations between services are not in the
 * table: nobody outside can name them.
 */
export function createRouteTable(endpoints: readonly Endpoint[] = allEndpoints): RouteTable {
  const offered = endpoints.filter(({ access }) => access !== 'service');
  const routes = [...Map.groupBy(offered, ({ path }) => path)]
    .map(([path, operations]) => routeOf(path, operations))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const byLength = Map.groupBy(routes, ({ rank }) => rank.length);
  return (method, path) => {
    const candidates = byLength.get(segmentsOf(path).length) ?? [];
    const route = candidates.find(({ pattern }) => pattern.test(path));
    if (route === undefined) return { kind: candidates.some(({ shape }) => shape.test(path)) ? 'malformed' : 'none' };
    const endpoint = route.operations.get(method);
    if (endpoint !== undefined) return { kind: 'endpoint', endpoint };
    return { kind: 'method-not-allowed', allowed: allowedOf(route) };
  };
}

const routeOf = (path: string, operations: readonly Endpoint[]): Route => ({
  pattern: patternOf(path, parameter),
  shape: patternOf(path, '[^/]+'),
  rank: rankOf(path),
  operations: new Map(operations.map((endpoint) => [endpoint.method, endpoint])),
});

const allowedOf = ({ operations }: Route): string[] => {
  const methods = new Set<string>(operations.keys());
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods.add('OPTIONS')].toSorted();
};

const segmentsOf = (path: string) => path.split('/');
/** A character for each segment; a fixed one comes before a parameter. */
const rankOf = (path: string) =>
  segmentsOf(path)
    .map((segment) => (segment.startsWith('{') ? '1' : '0'))
    .join('');

// A parameter is plain: no slash in any spelling and no dot segment, so that no sidecar can read another path in it.
const parameter = String.raw`(?!\.{1,2}(?:/|$))[\w\-.~:]+`;

const patternOf = (path: string, parameterPattern: string) =>
  new RegExp(`^${path.replace(/\{\w+\}/g, parameterPattern)}$`);
