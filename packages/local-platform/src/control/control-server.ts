import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import * as z from 'zod';
import type { PlatformControl } from './control.ts';

const Change = z
  .object({
    env: z.record(z.string(), z.string()).exactOptional(),
    restartWhenDead: z.boolean().exactOptional(),
  })
  .optional();

/** Commands as they travel; each names a method of `PlatformControl`. */
export const Command = z.discriminatedUnion('do', [
  z.object({ do: z.literal('status') }),
  z.object({ do: z.literal('restart'), component: z.string(), change: Change }),
  z.object({ do: z.literal('pause'), component: z.string(), forPid: z.int().optional() }),
  z.object({ do: z.literal('resume'), component: z.string(), change: Change }),
  z.object({ do: z.literal('kill'), component: z.string(), signal: z.string().optional() }),
  z.object({ do: z.literal('died'), component: z.string() }),
  z.object({ do: z.literal('setAutoRestart'), on: z.boolean(), component: z.string().optional() }),
  z.object({ do: z.literal('stop') }),
]);
export type Command = z.infer<typeof Command>;

/** Lets other processes of this user control the platform: loopback only, with a token of the instance. */
export async function serveControl(control: PlatformControl, port: number, token: string): Promise<Server> {
  const server = createServer((req, res) => {
    const answer = (status: number, body: unknown) => {
      res.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      res.end(JSON.stringify(body));
    };
    if (!isAuthorized(req, token)) return answer(403, { error: 'Wrong token' });
    void readBody(req)
      .then((text) => run(control, Command.parse(JSON.parse(text))))
      .then(
        (result) => answer(200, { result: result ?? null }),
        (error: unknown) => answer(500, { error: error instanceof Error ? error.message : String(error) }),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function run(control: PlatformControl, command: Command): Promise<unknown> {
  switch (command.do) {
    case 'status':
      return control.status();
    case 'restart':
      return control.restart(command.component, command.change);
    case 'pause':
      return control.pause(command.component, command.forPid);
    case 'resume':
      return control.resume(command.component, command.change);
    case 'kill':
      return control.kill(command.component, command.signal as NodeJS.Signals | undefined);
    case 'died':
      return control.died(command.component);
    case 'setAutoRestart':
      return control.setAutoRestart(command.on, command.component);
    case 'stop':
      return control.stop();
  }
}

function isAuthorized(req: IncomingMessage, token: string): boolean {
  const given = Buffer.from(req.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
