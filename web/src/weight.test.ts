import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pages, type PageName } from '@arcade/contracts';

/** Bytes of program and styles, as they travel (Brotli), before the first paint. */
const budget = 36 * 1024;
/** Where addresses are written: what every country asks of them, and its regions. */
const budgetOfAddresses = 52 * 1024;
const withAddresses = new Set<PageName>(['checkout', 'addresses']);

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

describe('what a page weighs', () => {
  let built: string;
  let manifest: Readonly<Record<string, Chunk>>;
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'arcade-weight-'));
    const root = join(import.meta.dirname, '..');
    const vite = join(root, '../node_modules/vite/bin/vite.js');
    const args = [vite, 'build', '--outDir', built, '--logLevel', 'error'];
    // Tests run under a NODE_ENV of their own; what ships does not.
    await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
    manifest = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as typeof manifest;
  });
  afterAll(() => rm(built, { recursive: true, force: true }));

  /** A file and everything that it cannot begin without. */
  const filesOf = (source: string, found = new Set<string>()): Set<string> => {
    const chunk = manifest[source];
    if (chunk === undefined) throw new Error(`${source} is not in the build`);
    if (found.has(chunk.file)) return found;
    found.add(chunk.file);
    for (const needed of chunk.imports ?? []) filesOf(needed, found);
    return found;
  };
  const filesOfPage = async (name: PageName): Promise<readonly string[]> => {
    const styles = (await readdir(join(built, 'assets'))).filter((file) => file.endsWith('.css'));
    const programs = [...filesOf('index.html'), ...filesOf(`src/pages/${name}-page.tsx`)];
    return [...new Set([...programs, ...styles.map((file) => `assets/${file}`)])];
  };
  const weightOf = async (file: string): Promise<number> => {
    const compressed = await readFile(join(built, `${file}.br`)).catch(() => readFile(join(built, file)));
    return compressed.length;
  };

  it.each(Object.keys(pages) as PageName[])('%s stays within the budget', async (name) => {
    const weights = await Promise.all((await filesOfPage(name)).map(weightOf));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(
      withAddresses.has(name) ? budgetOfAddresses : budget,
    );
  });

  it('is in few files: each is a question to the server', async () => {
    for (const name of Object.keys(pages) as PageName[])
      expect((await filesOfPage(name)).length).toBeLessThanOrEqual(7);
  });

  it('leaves the dictionaries of passwords for who is about to type one', async () => {
    const dictionaries = manifest['../packages/contracts/src/password-strength.ts']?.file;
    expect(dictionaries).toBeDefined();
    for (const name of Object.keys(pages) as PageName[]) expect(await filesOfPage(name)).not.toContain(dictionaries);
  });

  it('has no schemas, no 3D and nothing of what only administrators do', async () => {
    for (const file of await readdir(join(built, 'assets'))) {
      if (!file.endsWith('.js')) continue;
      const program = await readFile(join(built, 'assets', file), 'utf8');
      expect(program).not.toMatch(/ZodError|safeParse|WebGLRenderer|dead-letters|\/internal\//);
    }
  });
});
