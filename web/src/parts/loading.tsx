import type { ComponentChildren } from 'preact';
import { NotFoundPage } from '../pages/not-found-page.tsx';
import { isMissing } from '../shop/problem-words.ts';
import type { Resource } from '../shop/use-resource.ts';
import { useTitle } from '../shop/use-title.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface LoadedProps<Value> {
  readonly resource: Resource<Value>;
  readonly retry: () => void;
  readonly skeleton?: ComponentChildren;
  /** Of a page that has none until it is loaded. */
  readonly heading?: string;
  readonly children: (value: Value) => ComponentChildren;
}

/** What a page shows of something that is loaded: a skeleton, a problem with a way out, or the thing. */
export function Loaded<Value>({ resource, retry, skeleton, heading, children }: LoadedProps<Value>) {
  if (resource.state === 'ready') return <>{children(resource.value)}</>;
  if (resource.state === 'loading') return <Waiting heading={heading}>{skeleton}</Waiting>;
  if (heading !== undefined && isMissing(resource.error)) return <NotFoundPage />;
  return (
    <>
      {heading !== undefined && <h1>{heading}</h1>}
      <ProblemNotice error={resource.error} retry={retry} />
    </>
  );
}

interface WaitingProps {
  readonly heading?: string | undefined;
  readonly children?: ComponentChildren;
}

/** Something is on its way. */
export function Waiting({ heading, children }: WaitingProps) {
  useTitle(heading);
  return (
    <div aria-busy="true">
      {heading !== undefined && <h1 class="hidden">{heading}</h1>}
      {children ?? <div class="skeleton skeleton-page" />}
    </div>
  );
}
