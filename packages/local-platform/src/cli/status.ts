import type { ComponentStatus } from '../supervisor/supervisor.ts';
import { connectDefault } from './connect-default.ts';
import { relative } from 'node:path';

/** Prints how every component is; the exit code is 1 when one is not well. */
export async function status(root: string, { json }: { readonly json: boolean }): Promise<number> {
  const control = await connectDefault(root).catch(() => undefined);
  const found = await control?.status().catch(() => undefined);
  if (found === undefined) {
    console.log(json ? '{"phase":"stopped"}' : 'Arcade does not run. Start it with npm start.');
    return 1;
  }
  if (json) console.log(JSON.stringify(found, null, 2));
  else {
    console.log(table(found.components.map((component) => row(component, root))));
    const total = found.components.reduce((sum, { memory }) => sum + (memory ?? 0), 0);
    console.log(
      `\nArcade is ${found.phase} at ${found.url} (supervisor: pid ${found.pid}, memory ${megabytes(total)})`,
    );
  }
  return found.phase === 'running' && found.components.every(({ healthy }) => healthy) ? 0 : 1;
}

const header = ['component', 'version', 'health', 'port', 'pid', 'memory', 'restarts', 'log'];

const row = (component: ComponentStatus, root: string) => [
  component.name,
  component.version ?? '-',
  health(component),
  Object.values(component.ports)[0]?.toString() ?? '-',
  component.pid?.toString() ?? '-',
  component.memory === null ? '-' : megabytes(component.memory),
  String(component.restarts),
  relative(root, component.logFile),
];

export function health({ phase, healthy, reason, lastRestart }: Health): string {
  if (phase !== 'ready') return reason === null ? phase : `${phase}: ${reason}`;
  const now = healthy ? 'ok' : 'no answer';
  return lastRestart === null ? now : `${now} (restarted ${clock(lastRestart.at)}: ${lastRestart.reason})`;
}

type Health = Pick<ComponentStatus, 'phase' | 'healthy' | 'reason' | 'lastRestart'>;

const clock = (at: string) => new Date(at).toTimeString().slice(0, 5);

const megabytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
