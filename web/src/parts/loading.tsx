import type { ComponentChildren } from 'preact';
import type { Resource } from '../shop/use-resource.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface LoadedProps<Value> {
  readonly resource: Resource<Value>;
  readonly retry: () => void;
  readonly skeleton?: ComponentChildren;
  readonly children: (value: Value) => ComponentChildren;
}

/** What a page shows of something that is loaded: a skeleton, a problem with a way out, or the thing. */
export function Loaded<Value>({ resource, retry, skeleton, children }: LoadedProps<Value>) {
  if (resource.state === 'ready') return <>{children(resource.value)}</>;
  if (resource.state === 'failed') return <ProblemNotice error={resource.error} retry={retry} />;
  return <Waiting>{skeleton}</Waiting>;
}

/** Something is on its way. */
export const Waiting = ({ children }: { children?: ComponentChildren }) => (
  <div aria-busy="true">
    <p class="hidden" role="status">
      Loading
    </p>
    {children ?? <div class="skeleton skeleton-page" />}
  </div>
);
