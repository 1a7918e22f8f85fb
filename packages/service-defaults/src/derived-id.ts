import { createHash } from 'node:crypto';

/**
 * An id (UUIDv8) that follows from what asked for it, so that a request repeated after a crash finds what it began
 * instead of beginning again.
 */
export function derivedId<Id extends string>(...parts: readonly string[]): Id {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0b11) | 0b1000).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return groups.join('-') as Id;
}
