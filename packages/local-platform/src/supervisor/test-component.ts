import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, Job, JobLimits } from '../component.ts';
import type { InstanceContext } from '../context.ts';
import { answersHttp } from '../stores/probe.ts';

const script = `
  const server = require('node:http').createServer((req, res) => res.end(process.env.GREETING));
  server.listen(Number(process.env.PORT), '127.0.0.1');
  process.on('SIGTERM', () => {
    require('node:fs').appendFileSync(process.env.STOPS, process.env.NAME + ' ');
    process.exit();
  });
`;

const stopsFile = (instance: InstanceContext) => join(instance.dir, 'stops');

/** Who has been asked to stop, in that order. */
export const stopsOf = (instance: InstanceContext): readonly string[] =>
  existsSync(stopsFile(instance)) ? readFileSync(stopsFile(instance), 'utf8').trim().split(' ') : [];

/** A real process for tests of supervision: it answers on its port and notes when it is asked to stop. */
export const testComponent = (name: string, ...dependsOn: string[]): Component => ({
  name,
  dependsOn,
  ports: ['http'],
  prepare: async (instance) => ({
    command: process.execPath,
    args: ['-e', script],
    env: { PORT: String(instance.port(name, 'http')), NAME: name, STOPS: stopsFile(instance), GREETING: 'hello' },
  }),
  healthy: (instance) => answersHttp(`http://127.0.0.1:${instance.port(name, 'http')}/`),
});

/** A real process that ends by itself, and notes it where stops are noted. */
export const testJob = (name: string, code: string, limits: Partial<JobLimits> = {}): Job => ({
  name,
  dependsOn: [],
  ports: [],
  limits: { timeMs: 60_000, ...limits },
  prepare: async (instance) => ({
    command: process.execPath,
    args: [
      '-e',
      `${code};process.on('exit', (code) => require('node:fs').appendFileSync(process.env.STOPS, '${name}:' + code + ' '))`,
    ],
    env: { STOPS: stopsFile(instance) },
    stopTimeoutMs: 1000,
  }),
});
