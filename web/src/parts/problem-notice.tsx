import { toastFailure } from '../shop/toasts.ts';
import { wordsFor } from '../shop/problem-words.ts';

export const ProblemNotice = ({ error, retry }: { error: unknown; retry?: () => void }) => (
  <div class="notice notice-bad" role="alert">
    <p>{wordsFor(error)}</p>
    {retry !== undefined && (
      <button type="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
);

/** Runs what a button does; a failure stays on the page until it is dismissed. */
export async function attempt(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    toastFailure(wordsFor(error));
  }
}
