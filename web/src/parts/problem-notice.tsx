import { ProblemError } from '@arcade/client';
import { toast } from '../shop/toasts.ts';

/** What went wrong, in words for a shopper. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof ProblemError)) return 'The shop cannot be reached. Check your connection and try again.';
  const { code, message, retryAfter } = error;
  if (code === 'insufficient-stock') return stockWords(error);
  if (code === 'rate-limited' || code === 'login-throttled') {
    return `${error.problem.title}. Try again in ${retryAfter ?? 'a few'} seconds.`;
  }
  if (code === 'invalid-token') return 'This link does not work, or not any more.';
  if (error.status >= 500) return 'A part of the shop is not answering right now. Nothing is lost; please try again.';
  return message.endsWith('.') ? message : `${message}.`;
}

function stockWords({ problem }: ProblemError): string {
  const available = problem['available'];
  if (available === 0) return 'Somebody was faster: there are none left.';
  return typeof available === 'number' ? `Only ${available} left.` : 'There is not enough stock.';
}

/** Members of a form that the server did not accept, by field name. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> =>
  new Map(
    error instanceof ProblemError
      ? error.problem.errors?.map(({ pointer, detail }) => [pointer.split('/').at(-1) ?? '', detail])
      : [],
  );

/** What is wrong with a password that somebody signed in had to give once more. */
export const wrongPassword = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.code === 'invalid-credentials' ? 'This is not your password' : undefined;

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

/** Runs what a button does; a failure becomes a toast. */
export async function attempt(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    toast(wordsFor(error));
  }
}
