import { problemCodesOf, type AnswerHeader, type Endpoint, type ProblemCode } from '@arcade/contracts';
import type { Response } from 'express';
import * as z from 'zod';
import { loadConfig } from './config.ts';

/**
 * Whether an answer that the contract does not declare fails. Jest sets `NODE_ENV`; elsewhere a client is better served by
 * the answer, and a log line says what is missing.
 */
export const isUnderTest = loadConfig(z.object({ NODE_ENV: z.string().optional() })).NODE_ENV === 'test';

/** Notes which operation a response answers. */
export const answers = (res: Response, endpoint: Endpoint): void => {
  res.locals['endpoint'] = endpoint;
};

/** The operation that a response answers, once it is known. */
export const answeredEndpoint = (res: Response): Endpoint | undefined => res.locals['endpoint'] as Endpoint | undefined;

/** What is wrong with answering this problem; undefined when the operation declares it. */
export function undeclared(res: Response, code: ProblemCode): string | undefined {
  const endpoint = answeredEndpoint(res);
  if (endpoint === undefined || problemCodesOf(endpoint).has(code)) return undefined;
  return `${endpoint.service}.${endpoint.operationId} does not declare the problem ${code}`;
}

const declarable = ['etag', 'location', 'set-cookie'] as const satisfies readonly AnswerHeader[];

/**
 * The answer of a handler has a declared status, declared headers and the declared shape. Costs a parse, so for tests only.
 * @throws Error that says what is not declared
 */
export function checkAnswer(
  endpoint: Endpoint,
  status: number,
  headers: readonly string[],
  { body, rawJson }: { readonly body?: unknown; readonly rawJson?: string },
): void {
  const name = `${endpoint.service}.${endpoint.operationId}`;
  if (!(status in endpoint.responses)) throw new Error(`${name} does not declare the status ${status}`);
  for (const header of declarable) {
    if (headers.includes(header) && endpoint.headers?.includes(header) !== true) {
      throw new Error(`${name} does not declare the header ${header}`);
    }
  }
  const schema = endpoint.responses[status];
  const given = rawJson === undefined ? body : (JSON.parse(rawJson) as unknown);
  const wrong = schema === null || schema === undefined ? undefined : schema.safeParse(given).error;
  if (wrong !== undefined) throw new Error(`${name} answers what it does not declare: ${wrong.message}`);
  if (schema === null && given !== undefined) throw new Error(`${name} answers a body and declares none`);
}
