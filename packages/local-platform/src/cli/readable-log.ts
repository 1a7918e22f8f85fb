const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** A line of our JSON logs for people: time, level, message, what else it has. Other lines stay as they are. */
export function readableLog(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const {
      level,
      time,
      msg,
      name: _name,
      service: _service,
      err,
      ...rest
    } = JSON.parse(line) as Record<string, unknown>;
    const stack = (err as { stack?: string } | undefined)?.stack;
    const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
    const clock = new Date(Number(time)).toISOString().slice(11, 23);
    return `${clock} ${(levels[Number(level)] ?? String(level)).padEnd(5)} ${String(msg)}${more}${stack === undefined ? '' : `\n${stack}`}`;
  } catch {
    return line;
  }
}
