import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownRoot } from './benched-arcade.ts';

/** @throws Error with what git says when there is no such commit */
export async function checkOut(commit: string): Promise<{ readonly root: string; readonly name: string }> {
  const hash = (await run('git', ['rev-parse', '--verify', '--short=12', `${commit}^{commit}`])).trim();
  const root = join(ownRoot, '.arcade', 'compared', hash);
  if (!existsSync(root)) {
    await run('git', ['worktree', 'prune']);
    await run('git', ['worktree', 'add', '--detach', '--force', root, hash]);
  }
  // Older commits cannot begin with empty stores by themselves.
  rmSync(join(root, '.arcade', 'bench', 'data'), { recursive: true, force: true });
  console.log(`Installing the packages of ${hash} …`);
  // Every command installs first; this one does nothing else.
  await run('node', ['tools/bootstrap.mjs', 'test:unit', '--version'], root);
  const subject = (await run('git', ['log', '-1', '--format=%s', hash])).trim();
  return { root, name: `${hash} (${subject})` };
}

async function run(command: string, args: readonly string[], cwd = ownRoot): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, error] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}\n${await error}`);
  return await out;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
