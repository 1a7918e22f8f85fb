/**
 * Gives work a signal that ends it after some ms. `AbortSignal.timeout` does the same, but goes off for work that is long
 * done, too, with an exception and its stack each time.
 */
export async function within<Result>(ms: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new DOMException(`not done within ${ms} ms`, 'TimeoutError')), ms);
  try {
    return await work(over.signal);
  } finally {
    clearTimeout(timer);
  }
}
