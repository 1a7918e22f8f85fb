import type { ToolchainContext } from '../context.ts';
import { InstallError } from '../stores/install-error.ts';
import { runBriefly } from '../stores/run-briefly.ts';
import { atLeast, versionIn, versionText, type Version } from '../stores/version.ts';

/** Settings under which Go only uses what we name: no other toolchain, no version control, no C compiler. */
export const goEnvironment = (env: ToolchainContext['env']): Record<string, string | undefined> => ({
  ...env,
  GOFLAGS: '-modcacherw -buildvcs=false',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
  CGO_ENABLED: '0',
});

export interface BuiltWithGo {
  readonly name: string;
  /** What else would do, as the end of a sentence. */
  readonly instead: string;
}

/** @throws InstallError when Go is missing or older than the module needs */
export async function requireGo(
  goMod: string,
  env: ToolchainContext['env'],
  { name, instead }: BuiltWithGo,
): Promise<Version> {
  const minimum = versionIn(/^go (\S+)$/m.exec(goMod)?.[1] ?? '') ?? [];
  const { code, output } = await runBriefly('go', ['version'], goEnvironment(env));
  const version = code === 0 ? versionIn(output, /go(\d+\.\d+(?:\.\d+)*)/) : undefined;
  if (version !== undefined && atLeast(version, minimum)) return version;
  const found = version === undefined ? 'There is no Go on PATH' : `Go ${versionText(version)} on PATH is too old`;
  throw new InstallError(
    `${found}. ${name} is built here from its source, which needs Go ${versionText(minimum)} or newer.
Install it (go.dev/dl has archives for every system) and run the command again,
${instead}.`,
  );
}

/** What to do about a failed build, judged by what Go said. */
export function explainGo(output: string): string {
  if (/no space left on device/i.test(output)) {
    return 'The disk is full. Building takes about 3 GB; free some space and run the command again.';
  }
  if (/dial tcp|i\/o timeout|no such host|TLS handshake|connection refused|proxyconnect/i.test(output)) {
    return 'The Go module proxy cannot be reached. Check the network (and GOPROXY) and run the command again; what has been downloaded is kept.';
  }
  if (/signal: killed|cannot allocate memory|out of memory/i.test(output)) {
    return 'The build ran out of memory; it needs about 2 GB. Close something and run the command again.';
  }
  return 'Run the command again; what has been built so far is kept.';
}
