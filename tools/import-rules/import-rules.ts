/** One import of a file, as its text says it. */
export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Relative to the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly rule: string;
  readonly detail: string;
}

/** What a layer of a layered service may import of its own service, besides itself. `types` only as `import type`. */
const layers: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> = {
  domain: { values: [], types: [] },
  application: { values: ['domain'], types: [] },
  http: { values: ['application', 'domain'], types: [] },
  messaging: { values: ['application', 'domain'], types: ['persistence'] },
  persistence: { values: ['domain'], types: ['application'] },
  providers: { values: ['domain'], types: ['application'] },
};

/** Drivers, and how a file that uses one begins. Files of a `persistence/` folder may use SQL without the prefix. */
const drivers: Readonly<Record<string, string>> = {
  mysql2: 'mysql-',
  kysely: 'mysql-',
  mongoose: 'mongo-',
  ioredis: 'redis-',
  amqplib: 'amqp-',
  nodemailer: 'smtp-',
  stripe: 'stripe-',
  '@elastic/elasticsearch': 'elastic-',
  '@dapr/dapr': 'dapr-',
};
const sqlDrivers = new Set(['mysql2', 'kysely']);
/** Layers that must not even know a driver's types. */
const driverFree = new Set(['domain', 'application', 'http']);

/** Packages a package may import. */
const packageImports: Readonly<Record<string, readonly string[]>> = {
  'payment-sandbox': ['money', 'service-defaults'],
  money: [],
  addresses: [],
  contracts: ['addresses', 'money'],
  client: ['contracts'],
  'service-defaults': ['contracts'],
  messaging: ['contracts', 'service-defaults'],
  'local-platform': ['contracts'],
  testing: ['contracts', 'client', 'service-defaults', 'messaging', 'local-platform'],
};

const importPattern =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

export const importsOf = (text: string): readonly Import[] =>
  [...text.matchAll(importPattern)].map((match) => ({
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));

/** Checks one file against the rules of imports; tests may reach further than what they test. */
export function violationsOf(file: SourceFile): readonly Violation[] {
  const [top = '', name = ''] = file.path.split('/');
  if (/\.(test|contract|fixture)\.ts$/.test(file.path)) return [];
  const say = (rule: string, detail: string): Violation => ({ path: file.path, rule, detail });
  const imports = importsOf(file.text);
  if (top === 'services') return serviceViolations(file, name, imports, say);
  if (top === 'packages') return packageViolations(file, name, imports, say);
  if (top === 'web') {
    return imports
      .filter(({ specifier }) =>
        /^@arcade\/(?!contracts(?:$|\/password-strength$)|money$|addresses(?:\/|$)|client$)/.test(specifier),
      )
      .map(({ specifier }) => say('web imports contracts, money, addresses and the client only', specifier));
  }
  return [];
}

type Say = (rule: string, detail: string) => Violation;

function serviceViolations(file: SourceFile, service: string, imports: readonly Import[], say: Say): Violation[] {
  const violations: Violation[] = [];
  const layer = file.path.split('/')[3] ?? '';
  const isFolder = file.path.split('/').length > 4;
  for (const { specifier, typeOnly } of imports) {
    if (
      /^@arcade\/(contracts|money|service-defaults|messaging)(\/|$)/.test(specifier) ===
      specifier.startsWith('@arcade/')
    ) {
      if (isFolder) violations.push(...layerViolations(file, layer, { specifier, typeOnly }, say));
    } else violations.push(say('services never import services', specifier));
    const outside = specifier.startsWith('.') && !resolve(file.path, specifier).startsWith(`services/${service}/`);
    if (outside) violations.push(say('services never import services', specifier));
    violations.push(...driverViolations(file, isFolder ? layer : '', { specifier, typeOnly }, say));
  }
  if (layer === 'domain') violations.push(...ambientViolations(file, say));
  return [...violations, ...environmentViolations(file, say)];
}

function layerViolations(file: SourceFile, layer: string, { specifier, typeOnly }: Import, say: Say): Violation[] {
  const rule = layers[layer];
  if (rule === undefined || !specifier.startsWith('.')) return [];
  const target = resolve(file.path, specifier).split('/')[3] ?? '';
  if (target === layer || layers[target] === undefined || rule.values.includes(target)) return [];
  if (typeOnly && rule.types.includes(target)) return [];
  return [say(`${layer} imports only ${['itself', ...rule.values].join(', ')}`, specifier)];
}

function driverViolations(file: SourceFile, layer: string, { specifier, typeOnly }: Import, say: Say): Violation[] {
  const driver = Object.keys(drivers).find((name) => specifier === name || specifier.startsWith(`${name}/`));
  if (driver === undefined) return [];
  const fileName = file.path.split('/').at(-1) ?? '';
  const prefix = drivers[driver] ?? '';
  if (fileName.startsWith(prefix) || (layer === 'persistence' && sqlDrivers.has(driver))) return [];
  if (typeOnly && !driverFree.has(layer)) return [];
  return [say(`${driver} only in files named ${prefix}*`, specifier)];
}

function packageViolations(file: SourceFile, name: string, imports: readonly Import[], say: Say): Violation[] {
  const allowed = packageImports[name] ?? [];
  const foreign = imports.filter(({ specifier }) => {
    const target = /^@arcade\/([\w-]+)/.exec(specifier)?.[1];
    return target !== undefined && target !== name && !allowed.includes(target);
  });
  const violations = foreign.map(({ specifier }) => say(`packages/${name} imports ${allowed.join(', ')}`, specifier));
  if (name === 'local-platform' || name === 'testing') return violations;
  return [...violations, ...environmentViolations(file, say)];
}

const environmentViolations = ({ path, text }: SourceFile, say: Say): Violation[] =>
  /\bprocess\.env\b/.test(text) && path !== 'packages/service-defaults/src/config.ts'
    ? [say('process.env only through loadConfig', 'process.env')]
    : [];

const ambient = /\b(?:currentTrace|AsyncLocalStorage|Date\.now)\b|\bnew Date\(\)/;

/** Rules are decided on what they are given: time, and whoever asks, are arguments. */
function ambientViolations({ text }: SourceFile, say: Say): readonly Violation[] {
  const [found] = ambient.exec(text) ?? [];
  return found === undefined ? [] : [say('domain reads no clock and no context', found)];
}

/** `services/a/src/http/x.ts` and `../domain/y.ts` → `services/a/src/domain/y.ts`. */
function resolve(from: string, specifier: string): string {
  const segments = from.split('/').slice(0, -1);
  for (const segment of specifier.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}
