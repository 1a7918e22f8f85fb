import { DomainError } from '@arcade/contracts';

const maximumDepth = 20;
/** Of one object; no operation of ours knows nearly as many. */
const maximumKeys = 200;
/** Keys and list entries together. */
const maximumNodes = 5000;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Bounds a body before anything is made of it: validation then costs at most so much, and no store meets text that it
 * cannot keep.
 * @throws DomainError invalid-request for JSON that is nested too deep, has too many parts, keys that reach into
 * prototypes, or text that is not Unicode
 */
export function checkJson(value: unknown): void {
  let nodes = 0;
  const visit = (part: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > maximumNodes) refuse(`The body has more than ${maximumNodes} parts`);
    if (typeof part === 'string') checkText(part);
    if (typeof part !== 'object' || part === null) return;
    if (depth >= maximumDepth) refuse(`JSON is nested deeper than ${maximumDepth}`);
    if (Array.isArray(part)) {
      for (const item of part) visit(item, depth + 1);
      return;
    }
    const keys = Object.keys(part);
    if (keys.length > maximumKeys) refuse(`An object has more than ${maximumKeys} keys`);
    for (const key of keys) {
      if (forbiddenKeys.has(key)) refuse(`The key ${key} is not allowed`);
      checkText(key);
      visit((part as Record<string, unknown>)[key], depth + 1);
    }
  };
  visit(value, 0);
}

function checkText(text: string): void {
  if (!text.isWellFormed() || text.includes('\0')) refuse('Text is Unicode without NUL');
}

function refuse(detail: string): never {
  throw new DomainError('invalid-request', detail);
}
