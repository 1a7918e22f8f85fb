import { allEndpoints, serviceNames, type Endpoint, type Method, type ServiceName } from '@arcade/contracts';
import { stringify } from 'yaml';

const folder = 'components/dapr/configurations';
const header = `# Made by npm run generate from packages/contracts: who may call what. Change the operations there.
# The namespace is that of the local platform; the chart puts its own in its place.
`;

interface Operation {
  readonly name: string;
  readonly httpVerb: readonly Method[];
  readonly action: 'allow';
}

/** One Dapr Configuration for each service: path → content. */
export const generateDaprAccessControl = (): Map<string, string> =>
  new Map(
    serviceNames.map((app) => [`${folder}/${app}.yaml`, header + stringify(configurationOf(app), { lineWidth: 0 })]),
  );

const configurationOf = (app: ServiceName) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Configuration',
  metadata: { name: app },
  spec: {
    accessControl: { defaultAction: 'deny', trustDomain: 'public', policies: policiesOf(app) },
    // Components read secrets; services do not.
    secrets: {
      scopes: [
        { storeName: 'arcade-secrets', defaultAccess: 'deny' },
        { storeName: 'kubernetes', defaultAccess: 'deny' },
      ],
    },
  },
});

function policiesOf(app: ServiceName) {
  const operations = allEndpoints.filter(({ service }) => service === app);
  return serviceNames.flatMap((caller) => {
    const allowed = operations.filter((operation) => mayCall(caller, operation));
    if (allowed.length === 0) return [];
    return {
      appId: caller,
      defaultAction: 'deny',
      trustDomain: 'public',
      namespace: 'default',
      operations: accessRules(allowed),
    };
  });
}

/** The gateway calls what it offers to clients; the other operations name their callers. */
export const mayCall = (caller: ServiceName, { access, callers = [] }: Endpoint): boolean =>
  access === 'service' ? callers.includes(caller) : caller === 'gateway';

/**
 * Operations as daprd's matcher needs them. It walks a tree of path segments, takes the first branch that fits and lets
 * a rule decide about every path that continues it. So: fixed segments stand before parameters; a parameter is `*` at the
 * end and `**` before it; a path that another operation continues is written as `path/*`, which fits the path too; each
 * name occurs once with all its verbs, because the tree forgets a second rule. What this allows beyond the operations are
 * neighbours of a path for which the service has no operation; test/dapr tries every caller with every operation.
 */
export function accessRules(operations: readonly Pick<Endpoint, 'path' | 'method'>[]): readonly Operation[] {
  const paths = operations.map(({ path }) => path.replaceAll(/\{\w+\}(?=\/)/g, '**').replace(/\{\w+\}$/, '*'));
  const verbs = new Map<string, Set<Method>>();
  for (const [index, { method }] of operations.entries()) {
    const path = paths[index] ?? '';
    const name = paths.some((other) => other.startsWith(`${path}/`)) ? `${path}/*` : path;
    verbs.set(name, (verbs.get(name) ?? new Set()).add(method));
  }
  return [...verbs]
    .toSorted(([a], [b]) => compareSegments(a.split('/'), b.split('/')))
    .map(([name, methods]) => ({ name, httpVerb: [...methods].toSorted(), action: 'allow' }));
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = rank(segment) - rank(other) || segment.localeCompare(other, 'en');
    if (difference !== 0) return difference;
  }
  return -1;
}

const rank = (segment: string) => ['*', '**'].indexOf(segment) + 1;
