import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenApi } from './asked-document.ts';
import { readReport, type OperationReport } from './read-report.ts';
import type { RealObjects } from './real-objects.ts';

export interface Run {
  /** The Python that has Schemathesis. */
  readonly python: string;
  readonly url: string;
  readonly document: OpenApi;
  readonly values: RealObjects['values'];
  /** Operations that are asked with every kind of value at every place, too, by id. */
  readonly thorough: readonly string[];
  /** Operations that are asked with examples of whole bodies first, by id. */
  readonly exemplary: readonly string[];
  /** Who asks; nobody is anonymous. A session that has ended is followed by another. */
  readonly credentials?: { readonly email: string; readonly password: string };
  /** Only these operations, e.g. `GET /orders`. */
  readonly only?: readonly string[];
}

/** Asks every operation, and gives what was found. @throws Error when it could not ask */
export async function runSchemathesis(run: Run): Promise<ReadonlyMap<string, OperationReport>> {
  const folder = await mkdtemp(join(tmpdir(), 'arcade-conformance-'));
  try {
    const [config, document, report] = ['schemathesis.toml', 'openapi.json', 'report.ndjson'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(config, await configOf(run));
    await writeFile(document, JSON.stringify(run.document));
    const filter = run.only?.flatMap((operation) => ['--include-name', operation]) ?? [];
    const args = [
      '--config-file',
      config,
      'run',
      document,
      '--url',
      run.url,
      ...filter,
      '--report-ndjson-path',
      report,
    ];
    await runToEnd(run.python, ['-m', 'schemathesis.cli', ...args], folder);
    return await readReport(report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** JSON's texts and lists are TOML's, too. */
async function configOf({ values, thorough, exemplary, credentials }: Run): Promise<string> {
  const fixed = await readFile(join(import.meta.dirname, 'schemathesis.toml'), 'utf8');
  const dictionaries = Object.entries(values).map(
    ([name, all]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(all)}`,
  );
  const phases = [only('coverage', thorough), only('examples', exemplary)];
  return [fixed, ...phases, ...dictionaries, ...(credentials === undefined ? [] : [signIn(credentials)])].join('\n');
}

const only = (phase: string, operationIds: readonly string[]) =>
  `[[operations]]\nexclude-operation-id = ${JSON.stringify(operationIds)}\nphases.${phase}.enabled = false`;

const signIn = ({ email, password }: { email: string; password: string }) => `[auth.dynamic.openapi.bearer]
path = "/users/login"
payload = { email = ${JSON.stringify(email)}, password = ${JSON.stringify(password)}, delivery = "token" }
extract_selector = "/token"`;

/** Exit code 1 tells of findings, which the report has. */
async function runToEnd(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'hooks.py') },
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', endWithUs);
  if (code !== 0 && code !== 1) throw new Error(`Schemathesis ended with ${code}:\n${output.slice(-4000)}`);
}
