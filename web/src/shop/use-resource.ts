import { onGap } from './live.ts';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export type Resource<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

/**
 * Loads something when a page opens and whenever `key` changes. `reload` keeps showing the last value; answers that were
 * overtaken are dropped.
 */
export function useResource<Value>(key: string, load: () => Promise<Value>) {
  const [resource, setResource] = useState<Resource<Value>>({ state: 'loading' });
  const turn = useRef(0);
  const loader = useRef(load);
  loader.current = load;

  const reload = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const value = await loader.current();
      if (mine === turn.current) setResource({ state: 'ready', value });
    } catch (error) {
      if (mine === turn.current) setResource((now) => (now.state === 'ready' ? now : { state: 'failed', error }));
    }
  }, []);
  const replace = useCallback((value: Value) => {
    turn.current++;
    setResource({ state: 'ready', value });
  }, []);

  useEffect(() => {
    setResource({ state: 'loading' });
    void reload();
    return onGap(() => void reload());
  }, [key, reload]);
  return { resource, reload, replace };
}
