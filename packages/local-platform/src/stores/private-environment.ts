import type { Environment } from './run-briefly.ts';

/** What a store's process sees of our environment: where programs are, and nothing that could change how it works. */
export const privateEnvironment = (env: Environment, home: string): Record<string, string> => ({
  PATH: `${env['PATH'] ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`.replace(/^:/, ''),
  HOME: home,
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
});
