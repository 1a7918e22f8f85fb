/** What one line of an installation means for a person who waits. */
export interface AptProgress {
  readonly fraction?: number;
  readonly note: string;
}

/** Downloads are the first half of the bar, unpacking and setting up the second. */
export function aptProgress(line: string): AptProgress | undefined {
  const status = /^(dlstatus|pmstatus):[^:]*:([\d.]+):(.*)$/.exec(line);
  if (status !== null) {
    const [, kind, percent, note = ''] = status;
    const half = Number(percent) / 200;
    return { fraction: kind === 'dlstatus' ? half : 0.5 + half, note: note.trim() };
  }
  if (line.startsWith('arcade: ')) return { note: line.slice('arcade: '.length) };
  const holder = /Waiting for cache lock:.*held by process (\d+)(?: \(([^)]+)\))?/.exec(line);
  if (holder === null) return undefined;
  return { note: `waiting for ${holder[2] ?? 'another apt'} (process ${holder[1]}) to finish` };
}

const causes: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/No space left on device|don't have enough free space/, 'The disk is full. Make room and start again.'],
  [
    /Could not get lock|Unable to lock|Unable to acquire/,
    'Another apt has held its lock for too long. Let it finish, then start again.',
  ],
  [
    /Temporary failure resolving|Could not connect|Could not resolve|Connection timed out|Network is unreachable/,
    "The package server cannot be reached. Check the network (and apt's proxy), then start again.",
  ],
  [
    /Unable to locate package|no installation candidate/,
    'This release of the system does not have the package in its lists.',
  ],
  [
    /unmet dependencies|held broken packages/,
    'apt has broken packages. Repair them with: apt-get --fix-broken install',
  ],
  [/Read-only file system/, 'The file system is read-only.'],
];

/** Why apt failed and what to do, from its output; its own errors follow. */
export function explainApt(output: string): string {
  const advice = causes.find(([pattern]) => pattern.test(output))?.[1] ?? 'apt failed.';
  const errors = output.split('\n').filter((line) => /^(E:|dpkg: error|arcade: cannot)/.test(line));
  return [advice, ...errors.slice(0, 5)].join('\n');
}
