import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The end of a log file, for messages about a process that did not start. */
export function lastLines(path: string, count = 12): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, 16_384));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      const lines = bytes.toString('utf8').trimEnd().split('\n').slice(-count);
      return `The end of ${path}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    } finally {
      closeSync(file);
    }
  } catch {
    return `Its log would be in ${path}.`;
  }
}
