import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Identity = z.object({ pid: z.int(), startedAt: z.string() });

const InstanceState = z.object({
  /** Marks the instance's processes in their environment. */
  id: z.string(),
  /** `component.name` → number. */
  ports: z.record(z.string(), z.int()),
  secrets: z.record(z.string(), z.string()),
  /** Component → its process, as last started. */
  processes: z.record(z.string(), Identity),
});
export type InstanceState = z.infer<typeof InstanceState>;

/** What an instance remembers between runs, in a file that only its owner can read. */
export interface StateFile {
  readonly path: string;
  read(): InstanceState;
  /** Replaces parts of it; a kill in between leaves the old or the new file, never a half one. */
  write(change: Partial<Omit<InstanceState, 'id'>>): void;
}

/** @throws Error when the file is there but is none of ours */
export function openStateFile(dir: string): StateFile {
  const path = join(dir, 'state.json');
  let state = existsSync(path) ? parse(path) : undefined;

  const save = (next: InstanceState) => {
    mkdirSync(dir, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
    state = next;
  };
  const fresh = { id: randomBytes(12).toString('hex'), ports: {}, secrets: {}, processes: {} };
  const read = () => state ?? fresh;
  return {
    path,
    read,
    write: (change) => save({ ...read(), ...change }),
  };
}

function parse(path: string): InstanceState {
  try {
    return InstanceState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(`${path} cannot be read. Remove its folder (npm run clean) and start again.`, { cause: error });
  }
}
