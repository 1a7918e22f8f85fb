import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { generatedFolders, generators } from './generators.ts';

const check = process.argv.includes('--check');
const made = new Set<string>();
let stale = 0;

async function keep(path: string, content: string): Promise<void> {
  made.add(path);
  const wanted = await formatted(path, content);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (current === wanted) return;
  stale++;
  if (check) {
    console.error(`${path} is not what its source makes of it: run npm run generate and commit the result`);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, wanted);
  console.log(`wrote ${path}`);
}

/** Prettier does not know every format. */
async function formatted(path: string, content: string): Promise<string> {
  if ((await getFileInfo(path)).inferredParser === null) return content;
  return await format(content, { ...(await resolveConfig(path)), filepath: path });
}

function remove(path: string): void {
  stale++;
  if (check) {
    console.error(`${path} has no source any more: run npm run generate and commit the result`);
    return;
  }
  rmSync(path);
  console.log(`removed ${path}`);
}

for (const generate of generators) for (const [path, content] of await generate()) await keep(path, content);
for (const folder of generatedFolders.filter((each) => existsSync(each))) {
  for (const path of readdirSync(folder).map((name) => `${folder}/${name}`)) if (!made.has(path)) remove(path);
}
if (check && stale > 0) process.exitCode = 1;
else console.log(check ? 'Generated files are up to date.' : `Done, ${stale} changed.`);
