/** Texts by name that outlive a page, where the browser allows it. */
export interface KeptTexts {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  remove(name: string): void;
  /** False when the browser keeps nothing for us, e.g. with cookies blocked: then they last as long as the page. */
  outlivePage(): boolean;
}

/** `open` gives the browser's storage, or throws as browsers do when a person has forbidden it. */
export function createKeptTexts(open: () => Storage): KeptTexts {
  const inMemory = new Map<string, string>();
  const attempt = <Result>(use: (storage: Storage) => Result, otherwise: Result): Result => {
    try {
      return use(open());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (name) => inMemory.get(name) ?? attempt((storage) => storage.getItem(name), null) ?? undefined,
    set(name, text) {
      const isKept = attempt((storage) => {
        storage.setItem(name, text);
        return true;
      }, false);
      if (isKept) inMemory.delete(name);
      else inMemory.set(name, text);
    },
    remove(name) {
      inMemory.delete(name);
      attempt((storage) => storage.removeItem(name), undefined);
    },
    outlivePage: () => attempt((storage) => storage.length >= 0, false),
  };
}

/** For this browser, until they are removed. */
export const inBrowser = createKeptTexts(() => localStorage);
/** For this tab, until it is closed. */
export const inTab = createKeptTexts(() => sessionStorage);
