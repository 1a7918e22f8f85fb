/** `10.11.14` → [10, 11, 14]. */
export type Version = readonly number[];

/** The first dotted number of a text, such as a program's answer to `--version`. */
export function versionIn(text: string, pattern = /(\d+\.\d+(?:\.\d+)*)/): Version | undefined {
  const found = pattern.exec(text)?.[1];
  return found?.split('.').map(Number);
}

export function atLeast(version: Version, minimum: Version): boolean {
  for (const [index, wanted] of minimum.entries()) {
    const part = version[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

export const versionText = (version: Version): string => version.join('.');
