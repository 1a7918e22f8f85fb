import { setTimeout as sleep } from 'node:timers/promises';

type Fault = { readonly kind: 'kill' } | { readonly kind: 'error' } | { readonly kind: 'delay'; readonly ms: number };

/** Named places where tests make a process die, fail or wait. Without configuration a failpoint costs one lookup. */
export interface Failpoints {
  hit(name: string): Promise<void>;
}

/**
 * Parses `name=kill,other=error,third=delay:500`. `kill` ends the process at once, as `kill -9` does.
 * @throws on a fault that is not known
 */
export function createFailpoints(text: string): Failpoints {
  const faults = new Map(
    text
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [name = '', fault = ''] = entry.split('=');
        return [name, parseFault(fault)] as const;
      }),
  );
  return {
    async hit(name) {
      const fault = faults.get(name);
      if (fault === undefined) return;
      switch (fault.kind) {
        case 'kill':
          process.kill(process.pid, 'SIGKILL');
          await sleep(60_000);
          return;
        case 'error':
          throw new Error(`failpoint ${name}`);
        case 'delay':
          await sleep(fault.ms);
      }
    },
  };
}

function parseFault(text: string): Fault {
  if (text === 'kill' || text === 'error') return { kind: text };
  const delay = /^delay:(\d+)$/.exec(text)?.[1];
  if (delay !== undefined) return { kind: 'delay', ms: Number(delay) };
  throw new Error(`Unknown fault "${text}": use kill, error or delay:<ms>`);
}

export const noFailpoints: Failpoints = { hit: async () => {} };
