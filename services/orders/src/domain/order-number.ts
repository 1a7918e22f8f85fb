import { createHash } from 'node:crypto';

/** Crockford's base 32: no letters that look like digits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `K7MX-2Q9D`: short enough to be said on the phone. Another `salt` gives another one should it be taken. */
export function orderNumber(orderId: string, salt = 0): string {
  const bytes = createHash('sha256').update(`${orderId}#${salt}`).digest();
  const letters = [...bytes.subarray(0, 8)].map((byte) => alphabet.charAt(byte % 32)).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
