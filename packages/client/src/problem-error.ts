import type { Problem } from '@arcade/contracts';

/** An answer that is not a success, with its RFC 9457 problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly problem: Problem;
  /** Seconds to wait before another try, when the server says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The problem of an answer; one is made up for whatever stands before the gateway and does not speak problems. */
export async function problemOfResponse(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  const text = await response.text();
  if ((response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    return new ProblemError(JSON.parse(text) as Problem, seconds);
  }
  const title = response.statusText === '' ? `HTTP ${response.status}` : response.statusText;
  return new ProblemError({ type: 'about:blank', title, status: response.status, code: 'http-error' }, seconds);
}
