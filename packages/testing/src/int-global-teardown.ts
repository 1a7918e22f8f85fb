import { runningPlatform } from './running-platform.ts';

/** Stops the stores that the set-up has started. */
// Jest takes a default export only.
// oxlint-disable-next-line import/no-default-export
export default async function intGlobalTeardown(): Promise<void> {
  await runningPlatform.get()?.stop();
}
