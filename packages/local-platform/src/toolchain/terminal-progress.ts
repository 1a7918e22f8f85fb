import type { Progress } from '../context.ts';

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalProgress extends Progress {
  /** A line above the running tasks. */
  readonly line: (text: string) => void;
  /** Stops drawing. */
  close(): void;
}

interface Task {
  readonly title: string;
  readonly since: number;
  fraction: number | undefined;
  note: string;
  /** When it last said something where lines cannot be redrawn. */
  spokeAt: number;
}

const speakEveryMs = 10_000;

/** What, how far, how long: redrawn in place on a terminal, a line now and then elsewhere. */
export function createTerminalProgress(output: Output = process.stdout): TerminalProgress {
  const tasks = new Set<Task>();
  let drawn = 0;

  const clear = () => {
    if (drawn > 0) output.write(`\u001B[${drawn}A\u001B[J`);
    drawn = 0;
  };
  const draw = () => {
    if (output.isTTY !== true) return;
    clear();
    const width = Math.max(40, output.columns ?? 100) - 1;
    for (const task of tasks) output.write(`${describe(task).slice(0, width)}\n`);
    drawn = tasks.size;
  };
  const line = (text: string) => {
    clear();
    output.write(`${text}\n`);
    draw();
  };
  const timer = setInterval(draw, 200);
  timer.unref();

  return {
    line,
    close: () => {
      clearInterval(timer);
      clear();
    },
    task(title) {
      const task: Task = { title, since: Date.now(), fraction: undefined, note: '', spokeAt: Date.now() };
      tasks.add(task);
      if (output.isTTY !== true) output.write(`… ${title}\n`);
      const end = (mark: string, note: string) => {
        tasks.delete(task);
        line(`${mark} ${title}${note === '' ? '' : ` · ${note}`} (${seconds(task)})`);
      };
      return {
        update(fraction, note) {
          task.fraction = fraction;
          task.note = note ?? task.note;
          if (output.isTTY === true || Date.now() - task.spokeAt < speakEveryMs) return;
          task.spokeAt = Date.now();
          output.write(`${describe(task)}\n`);
        },
        done: (note = '') => end('✓', note),
        fail: (note) => end('✗', note),
      };
    },
  };
}

const describe = (task: Task) =>
  [
    `… ${task.title}`,
    task.fraction === undefined ? '' : ` ${bar(task.fraction)} ${Math.floor(task.fraction * 100)} %`,
    ` ${seconds(task)}${remaining(task)}`,
    task.note === '' ? '' : ` · ${task.note}`,
  ].join('');

const bar = (fraction: number) => '█'.repeat(Math.round(fraction * 20)).padEnd(20, '░');

const seconds = ({ since }: Task) => duration(Date.now() - since);

/** Only worth saying once enough is behind us to extrapolate from. */
function remaining({ since, fraction }: Task): string {
  const elapsed = Date.now() - since;
  if (fraction === undefined || fraction < 0.05 || fraction >= 1 || elapsed < 5000) return '';
  return `, about ${duration((elapsed / fraction) * (1 - fraction))} left`;
}

/** 95,000 → `1 min 35 s` */
export function duration(ms: number): string {
  const total = Math.round(ms / 1000);
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}

/** For callers that do not want to see anything. */
export const silentProgress: Progress = { task: () => ({ update() {}, done() {}, fail() {} }) };
