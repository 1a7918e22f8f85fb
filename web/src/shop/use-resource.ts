import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { onGap } from './live.ts';

export type Resource<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

/**
 * Loads something when a page opens and whenever `key` changes. `reload` keeps showing the last value; answers that were
 * overtaken are dropped. What `kept` gives for a new key is shown until the first answer.
 */
export function useResource<Value>(key: string, load: () => Promise<Value>, kept?: () => Value | undefined) {
  const begin = () => ({ key, resource: startOf(kept?.()) });
  const [held, setHeld] = useState<{ key: string; resource: Resource<Value> }>(begin);
  // A value of another key is never shown, not even until the effect below has run.
  const current = useRef(held);
  current.current = held.key === key ? held : current.current.key === key ? current.current : begin();
  const turn = useRef(0);
  const loader = useRef(load);
  loader.current = load;

  const reload = useCallback(async () => {
    const mine = ++turn.current;
    const { key: asked } = current.current;
    try {
      const value = await loader.current();
      if (mine === turn.current) setHeld({ key: asked, resource: { state: 'ready', value } });
    } catch (error) {
      if (mine !== turn.current) return;
      setHeld((now) => (now.resource.state === 'ready' ? now : { key: asked, resource: { state: 'failed', error } }));
    }
  }, []);
  const replace = useCallback((value: Value) => {
    turn.current++;
    setHeld({ key: current.current.key, resource: { state: 'ready', value } });
  }, []);

  useEffect(() => {
    setHeld(current.current);
    void reload();
    return onGap(() => void reload());
  }, [key, reload]);
  return { resource: current.current.resource, reload, replace };
}

const startOf = <Value>(value: Value | undefined): Resource<Value> =>
  value === undefined ? { state: 'loading' } : { state: 'ready', value };
