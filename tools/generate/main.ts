import { mkdirSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generators } from './generators.ts';

const check = process.argv.includes('--check');
let stale = 0;
for (const generate of generators) {
  for (const [path, content] of await generate()) {
    const wanted = await format(content, { ...(await resolveConfig(path)), filepath: path });
    const current = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (current === wanted) continue;
    stale++;
    if (check) {
      console.error(`${path} is not what its source makes of it: run npm run generate and commit the result`);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, wanted);
      console.log(`wrote ${path}`);
    }
  }
}
if (check && stale > 0) process.exitCode = 1;
else console.log(check ? 'Generated files are up to date.' : `Done, ${stale} changed.`);
