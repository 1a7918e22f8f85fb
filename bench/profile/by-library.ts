/** The part of a V8 CPU profile (`.cpuprofile`) that tells who used the time. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  /** The node that ran at each sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Milliseconds that each library's own code ran, also our packages, a service, a part of Node, and V8's collector. */
export function byLibrary({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const libraries = new Map(nodes.map(({ id, callFrame }) => [id, libraryOf(callFrame)]));
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const library = libraries.get(id);
    if (library === undefined) continue;
    spent.set(library, (spent.get(library) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return spent;
}

/** Undefined for what is no work of theirs: idling, and the profiler. */
export function libraryOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)' || functionName === '(root)' || url === 'node:inspector') return undefined;
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  const own = /\/((?:packages|services)\/[^/]+)\/(?:src|dist)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  if (own !== undefined) return own;
  if (url.startsWith('node:'))
    return url
      .split('/')
      .slice(0, url.startsWith('node:internal/') ? 2 : 1)
      .join('/');
  return functionName === '(garbage collector)' ? 'garbage collector' : 'V8 and native code';
}
