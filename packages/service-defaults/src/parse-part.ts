import { DomainError } from '@arcade/contracts';
import type * as z from 'zod';
import { shortened } from './problem-response.ts';

/** More would help nobody to mend a request. */
const maximumErrors = 20;
const maximumPointer = 300;
const maximumKey = 100;

/**
 * Validates one part of a request. What it answers is bounded, whatever came.
 * @throws DomainError invalid-request, or unknown-field when that is all that is wrong, with at most 20 JSON pointers
 */
export function parsePart(schema: z.ZodType | undefined, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const onlyUnknown = issues.every(({ code }) => code === 'unrecognized_keys');
  const errors = [...firstErrors(issues, part === 'body' ? [] : [part])];
  throw new DomainError(onlyUnknown ? 'unknown-field' : 'invalid-request', errors[0]?.detail, { errors });
}

interface FieldError {
  readonly pointer: string;
  readonly detail: string;
  readonly code: string;
}

function* firstErrors(issues: readonly z.core.$ZodIssue[], root: readonly string[]): Generator<FieldError> {
  let left = maximumErrors;
  for (const given of issues) {
    const { code, message, path, ...issue } = given.code === 'invalid_key' ? keyIssue(given) : given;
    const keys = 'keys' in issue ? issue.keys : [undefined];
    for (const key of keys) {
      if (left-- === 0) return;
      yield {
        pointer: pointerOf([...root, ...path, ...(key === undefined ? [] : [key])]),
        // Not the message: it names all unknown keys, and would once for each.
        detail: key === undefined ? shortened(message) : `Unknown key ${JSON.stringify(shortened(key, maximumKey))}`,
        code,
      };
    }
  }
}

/** What is wrong with a name says more than that it is wrong. */
const keyIssue = ({ issues: [first], ...issue }: z.core.$ZodIssueInvalidKey): z.core.$ZodIssue =>
  first === undefined ? { ...issue, issues: [] } : { ...first, path: issue.path };

/** RFC 6901. */
const pointerOf = (path: readonly PropertyKey[]) =>
  shortened(
    path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    maximumPointer,
  );
