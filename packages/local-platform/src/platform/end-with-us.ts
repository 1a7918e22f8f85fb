import type { Platform } from './platform.ts';

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/**
 * Ends a platform's processes with this one, for programs that stop it themselves when all goes well: they are not asked
 * when somebody interrupts them. What even this misses is found by the next start.
 */
export function endWithUs({ killAll }: Pick<Platform, 'killAll'>): void {
  process.once('exit', killAll);
  for (const [signal, code] of signals) {
    process.once(signal, () => process.exit(code));
  }
}
