import * as z from 'zod';
import type { Progress } from '../context.ts';
import type { TerminalProgress } from '../toolchain/terminal-progress.ts';

/** What a supervisor tells the terminal that started it. */
export const SupervisorMessage = z.discriminatedUnion('say', [
  z.object({ say: z.literal('line'), text: z.string() }),
  z.object({ say: z.literal('task'), id: z.int(), title: z.string() }),
  z.object({ say: z.literal('update'), id: z.int(), fraction: z.number().nullable(), note: z.string().nullable() }),
  z.object({ say: z.literal('done'), id: z.int(), note: z.string().nullable() }),
  z.object({ say: z.literal('fail'), id: z.int(), note: z.string() }),
  z.object({ say: z.literal('ready') }),
  z.object({ say: z.literal('failed'), message: z.string() }),
]);
export type SupervisorMessage = z.infer<typeof SupervisorMessage>;

/** Progress that is shown by another process. */
export function progressTo(send: (message: SupervisorMessage) => void): Progress {
  let count = 0;
  return {
    task(title) {
      const id = ++count;
      send({ say: 'task', id, title });
      return {
        update: (fraction, note) => send({ say: 'update', id, fraction: fraction ?? null, note: note ?? null }),
        done: (note) => send({ say: 'done', id, note: note ?? null }),
        fail: (note) => send({ say: 'fail', id, note }),
      };
    },
  };
}

/** Shows what another process reports. */
export function showProgress(terminal: TerminalProgress): (message: SupervisorMessage) => void {
  const tasks = new Map<number, ReturnType<Progress['task']>>();
  return (message) => {
    switch (message.say) {
      case 'line':
        return terminal.line(message.text);
      case 'task':
        return void tasks.set(message.id, terminal.task(message.title));
      case 'update':
        return tasks.get(message.id)?.update(message.fraction ?? undefined, message.note ?? undefined);
      case 'done':
        return tasks.get(message.id)?.done(message.note ?? undefined);
      case 'fail':
        return tasks.get(message.id)?.fail(message.note);
      case 'ready':
      case 'failed':
        return undefined;
    }
  };
}
