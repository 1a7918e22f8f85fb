import { request } from 'node:http';
import type { Command } from './control-server.ts';
import type { PlatformControl, PlatformStatus } from './control.ts';

/** Controls a platform that another process runs. Every call throws when it does not answer. */
export function controlOver(port: number, token: string): PlatformControl {
  const send = (command: Command) => post(port, token, command);
  const say = async (command: Command) => void (await send(command));
  return {
    status: async () => (await send({ do: 'status' })) as PlatformStatus,
    restart: (component, change) => say({ do: 'restart', component, change }),
    pause: (component, forPid) => say({ do: 'pause', component, forPid }),
    resume: (component, change) => say({ do: 'resume', component, change }),
    kill: (component, signal) => say({ do: 'kill', component, signal }),
    died: (component) => say({ do: 'died', component }),
    setAutoRestart: (on, component) => say({ do: 'setAutoRestart', on, component }),
    stop: () => say({ do: 'stop' }),
  };
}

/** Plain `http`: a start may take longer than `fetch` waits for an answer. */
const post = (port: number, token: string, command: Command) =>
  new Promise<unknown>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const req = request({ host: '127.0.0.1', port, method: 'POST', headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part: string) => (text += part));
      res.once('error', reject);
      res.once('end', () => {
        try {
          const { result, error } = JSON.parse(text) as { result?: unknown; error?: string };
          if (error === undefined) resolve(result);
          else reject(new Error(error));
        } catch (cause) {
          reject(new Error('The supervisor gave no proper answer', { cause }));
        }
      });
    });
    req.once('error', reject);
    req.end(JSON.stringify(command));
  });
