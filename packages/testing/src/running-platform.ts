import type { Platform } from '@arcade/local-platform';

/** What the set-up hands to the teardown; Jest may load the two with different loaders, so it is kept globally. */
const place = globalThis as { arcadeTestPlatform?: Platform };

export const runningPlatform = {
  get: (): Platform | undefined => place.arcadeTestPlatform,
  set: (platform: Platform): void => void (place.arcadeTestPlatform = platform),
};
