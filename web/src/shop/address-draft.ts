import { inTab } from './kept-texts.ts';

const name = 'arcade.draft.address';

/** What somebody has typed of an address, so that a reload does not take it away. */
export const addressDraft = {
  get(): Readonly<Record<string, string>> | undefined {
    try {
      return JSON.parse(inTab.get(name) ?? '') as Record<string, string>;
    } catch {
      return undefined;
    }
  },
  set: (values: Readonly<Record<string, string>>): void => inTab.set(name, JSON.stringify(values)),
  clear: (): void => inTab.remove(name),
};
