import {
  DomainError,
  problems,
  problemTypeBase,
  statusOfKind,
  type Problem,
  type ProblemCode,
} from '@arcade/contracts';
import type { ErrorRequestHandler, Response } from 'express';
import { isUnderTest, undeclared } from './contract-check.ts';
import { unavailableOf } from './dependency-failure.ts';
import type { Logger } from './logger.ts';
import { currentTrace } from './trace.ts';

/** Text for an answer: what a client sends is never told back at length. */
export const shortened = (text: string, length = 500): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** The RFC 9457 body of a code. `fields` stand beside the standard members. */
export function problemOf(
  code: ProblemCode,
  detail?: string,
  fields: Readonly<Record<string, unknown>> = {},
  instance?: string,
): Problem {
  const { kind, title } = problems[code];
  const traceId = currentTrace()?.traceId;
  return {
    ...fields,
    type: `${problemTypeBase}${code}`,
    title,
    status: statusOfKind[kind],
    ...(detail === undefined || detail === title ? {} : { detail: shortened(detail) }),
    ...(instance === undefined ? {} : { instance: shortened(instance) }),
    code,
    ...(traceId === undefined ? {} : { traceId }),
  };
}

export function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 503 && !res.hasHeader('retry-after')) res.setHeader('retry-after', '1');
  if (typeof problem['retryAfterSeconds'] === 'number') {
    res.setHeader('retry-after', String(problem['retryAfterSeconds']));
  }
  if (problem.status === 401 && !res.hasHeader('www-authenticate')) {
    res.setHeader('www-authenticate', 'Bearer realm="arcade"');
  }
  // The rest of a request that was not awaited may still come, and is no next request.
  if (problem.status === 408) res.setHeader('connection', 'close');
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Errors of express's body parser, by their `type`. */
const parserCodes: Readonly<Record<string, ProblemCode>> = {
  'entity.parse.failed': 'malformed-json',
  'entity.verify.failed': 'malformed-json',
  'entity.too.large': 'body-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
};

/** What Express and its files refuse of a request, by the status they want. */
const statusCodes: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  403: 'not-found',
  404: 'not-found',
  412: 'etag-mismatch',
  416: 'range-not-satisfiable',
};

/** Turns whatever a handler threw into a problem; only what nobody foresaw is logged as an error. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const instance = req.originalUrl.split('?')[0];
    const answer = (code: ProblemCode, detail?: string, fields = {}) => {
      const breach = undeclared(res, code);
      if (breach !== undefined) logger.error({ path: instance }, breach);
      const [told, why] = breach !== undefined && isUnderTest ? (['internal-error', breach] as const) : [code, detail];
      sendProblem(res, problemOf(told, why, fields, instance));
    };
    const known = error instanceof DomainError ? error : unavailableOf(error);
    if (known !== undefined) {
      // What exactly failed is for the log: it names hosts and ports.
      const { cause, ...fields } = known.fields;
      if (cause !== undefined) logger.warn({ ...known.fields, code: known.code, path: instance }, known.message);
      answer(known.code, known.message, fields);
      return;
    }
    const { type = '', status = 0 } = error as { type?: string; status?: number };
    const code = parserCodes[type] ?? statusCodes[status];
    if (code !== undefined) {
      answer(code);
      return;
    }
    logger.error({ err: error, method: req.method, path: instance }, 'unhandled error');
    sendProblem(res, problemOf('internal-error', undefined, {}, instance));
  };
}
