import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { violationsOf } from './import-rules.ts';

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], { encoding: 'utf8' });
const paths = listed.split('\n').filter((path) => path !== '' && existsSync(path));
const violations = paths.flatMap((path) => violationsOf({ path, text: readFileSync(path, 'utf8') }));
for (const { path, rule, detail } of violations) console.error(`${path}: ${rule} (found ${detail})`);
if (violations.length > 0) process.exitCode = 1;
else console.log(`Import rules hold in ${paths.length} files.`);
