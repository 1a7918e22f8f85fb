import { DomainError } from '@arcade/contracts';

const maximumDepth = 20;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** @throws DomainError invalid-request for JSON nested too deep or with keys that reach into prototypes */
export function checkJson(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maximumDepth) throw new DomainError('invalid-request', `JSON is nested deeper than ${maximumDepth}`);
  for (const [key, child] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) throw new DomainError('invalid-request', `The key ${key} is not allowed`);
    checkJson(child, depth + 1);
  }
}
