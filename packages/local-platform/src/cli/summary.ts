import { openInstance } from '../instance/instance.ts';
import { publicUrl } from '../services/node-process.ts';
import { admin } from '../services/service-secrets.ts';
import { isShared } from '../stores/store-processes.ts';
import { storeNames, storeOf } from '../stores/stores.ts';
import { cacheFolder } from '../toolchain/toolchain.ts';
import { defaultInstance } from './default-platform.ts';
import { sampleAccounts } from './sample-data.ts';

/** Where things are, and who can sign in. */
export function printSummary(root: string): void {
  const instance = openInstance({ root, name: defaultInstance, cacheDir: cacheFolder(process.env) });
  const url = publicUrl(instance);
  const first = admin(instance);
  const accounts = [
    { role: 'administrator', ...first },
    ...(sampleAccounts(root, defaultInstance) ?? []).filter(({ email }) => email !== first.email),
  ];
  const pages = storeNames.filter((name) => !isShared(name, process.env)).flatMap((name) => storeOf(name).page ?? []);
  const lines = [
    '',
    `  Shop          ${url}/`,
    `  API           ${url}/docs`,
    ...pages.map((page) => `  ${page.title.padEnd(13)} ${page.url(instance)}`),
    '',
    ...accounts.map(({ role, email, password }) => `  ${role.padEnd(13)} ${email}  ${password}`),
    '',
    '  npm run status · npm run dev -- <service> · npm stop',
    '',
  ];
  console.log(lines.join('\n'));
}
