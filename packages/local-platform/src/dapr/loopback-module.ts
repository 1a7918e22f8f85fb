import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const healthServer = 'pkg/healthz/server/server.go';
const everyAddress = 'fmt.Sprintf(":%d", s.port)';
const loopbackOnly = 'fmt.Sprintf("127.0.0.1:%d", s.port)';

/** Neither compiled nor embedded. */
const isNeeded = (path: string) => !/^(tests|docs|img|\.github)\//.test(path) && !path.endsWith('_test.go');

export interface LoopbackModule {
  /** Dapr's source as Go has downloaded it. */
  readonly source: string;
  /** The Go module that builds it: tools/dapr. */
  readonly module: string;
  /** Where the changed copy goes. */
  readonly target: string;
}

/**
 * Dapr's health servers listen on every network address whatever `--healthz-listen-address` says. This makes a copy of its
 * source that keeps them on loopback, and a go.mod that builds with it.
 * @returns the path of that go.mod, for `go build -modfile`
 * @throws Error when the source no longer has the line, which is the time to drop this
 */
export async function writeLoopbackModule({ source, module, target }: LoopbackModule): Promise<string> {
  const copy = join(target, 'dapr');
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const path = relative(source, from);
    if (!isNeeded(path)) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(
      join(copy, path),
      path === healthServer ? patched(await readFile(from, 'utf8')) : await readFile(from),
    );
  }
  const goMod = join(target, 'go.mod');
  const replace = `\nreplace github.com/dapr/dapr => ${copy}\n`;
  await writeFile(goMod, (await readFile(join(module, 'go.mod'), 'utf8')) + replace);
  await writeFile(join(target, 'go.sum'), await readFile(join(module, 'go.sum')));
  return goMod;
}

function patched(source: string): string {
  if (!source.includes(everyAddress))
    throw new Error(`${healthServer} of Dapr has changed; look at loopback-module.ts`);
  return source.replace(everyAddress, loopbackOnly);
}
