import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceContext } from '../context.ts';
import { ownPagesOnly } from '../guard/own-pages.ts';
import { privateEnvironment } from './private-environment.ts';
import { answers, answersHttp } from './probe.ts';
import type { Store } from './store.ts';

const urlVariable = 'ARCADE_SMTP_URL';

const webUrl = (instance: InstanceContext): string => `http://127.0.0.1:${instance.port('mail', 'web')}/`;

/**
 * A mail server that keeps everything and sends nothing on. It comes with the project's own packages. By itself it would
 * let any page read the mails.
 */
export const mailStore: Store = {
  urlVariable,
  serviceVariable: 'SMTP_URL',
  urls: (instance) => ({ [urlVariable]: `smtp://127.0.0.1:${instance.port('mail', 'smtp')}` }),
  page: { title: 'Mail inbox', url: webUrl },
  component: (env) => ({
    name: 'mail',
    dependsOn: [],
    ports: ['smtp', 'web'],
    version: async (instance) => `maildev ${manifest(instance.root).version}`,
    prepare: async (instance) => ({
      command: process.execPath,
      args: [...frugal, ...ownPagesOnly, maildevScript(instance.root), ...flags(instance)],
      env: privateEnvironment(env, instance.dataDir('mail')),
      cwd: instance.dataDir('mail'),
    }),
    healthy: async (instance) =>
      (await answers(instance.port('mail', 'smtp'), '', '220')) && answersHttp(`${webUrl(instance)}api/healthz`),
  }),
};

/** It needs 175 MB otherwise. (`--lite-mode` would save a little more, but switches WebAssembly off, by which types are stripped.) */
const frugal = ['--optimize-for-size', '--no-opt', '--max-semi-space-size=1', '--max-old-space-size=128'] as const;

const flags = (instance: InstanceContext): readonly string[] =>
  Object.entries({
    smtp: instance.port('mail', 'smtp'),
    ip: '127.0.0.1',
    web: instance.port('mail', 'web'),
    'web-ip': '127.0.0.1',
    'mail-directory': join(instance.dataDir('mail'), 'messages'),
    'max-emails': 2000,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);

interface Manifest {
  readonly version: string;
  readonly bin: { readonly maildev: string };
}

const folder = (root: string) => join(root, 'node_modules', 'maildev');
const manifest = (root: string) => JSON.parse(readFileSync(join(folder(root), 'package.json'), 'utf8')) as Manifest;
const maildevScript = (root: string) => join(folder(root), manifest(root).bin.maildev);
