import type { Platform } from '@arcade/local-platform';

export default async function end(): Promise<void> {
  await (globalThis as { arcade?: Platform }).arcade?.stop();
}
