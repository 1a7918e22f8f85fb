/** A note for a person who waits, from one line of pip's output. */
export function pipProgress(line: string): string | undefined {
  const found = /^\s*(Collecting|Downloading|Building wheel for|Installing collected packages:)\s+(\S+)/.exec(line);
  if (found === null) return undefined;
  const [, what = '', name = ''] = found;
  return what.startsWith('Installing') ? 'unpacking' : `${what.toLowerCase()} ${name.split('/').at(-1) ?? name}`;
}

const causes: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/No space left on device/, 'The disk is full. Make room and start again.'],
  [
    /ensurepip is not available|No module named ensurepip/,
    'Python cannot make virtual environments: install python3-venv.',
  ],
  [
    /NewConnectionError|Temporary failure in name resolution|ConnectTimeout|Network is unreachable|ProxyError/,
    "The package index cannot be reached. Check the network (and pip's proxy), then start again.",
  ],
  [
    /CERTIFICATE_VERIFY_FAILED/,
    "The package index's certificate is not trusted here. Behind a proxy with an own certificate, name it in PIP_CERT.",
  ],
  [
    /No matching distribution found|Could not find a version/,
    'There is no package for this Python and processor; another Python (3.11 or 3.12) may help.',
  ],
  [/Permission denied/, 'The cache folder cannot be written.'],
];

/** Why pip failed and what to do, from its output; its own last errors follow. */
export function explainPip(output: string): string {
  const advice = causes.find(([pattern]) => pattern.test(output))?.[1] ?? 'pip failed.';
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error/i.test(line));
  return [advice, ...(errors.length > 0 ? errors : lines).slice(-4)].join('\n');
}
