import * as z from 'zod';

/** `Idempotency-Key` as we take it. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_\-:.]{8,200}$/, 'An Idempotency-Key is 8 to 200 letters, digits or one of - _ : .')
  .meta({ description: 'The same for each try of one request', example: '01890000-0000-7000-8000-000000000001' });

const tag = String.raw`(?:W/)?"[!#-~]*"`;

/** `If-Match` as clients should send it (RFC 9110, section 13.1.1). Services read all that the standard allows. */
export const IfMatchHeader = z
  .string()
  .regex(new RegExp(String.raw`^(?:\*|${tag}(?:[ \t]*,[ \t]*${tag})*)$`))
  .meta({ description: 'The ETag of what is to be changed, or `*` for whatever it is now', example: '"3"' });

export const CartToken = z.string().meta({ description: 'A guest’s cart: `<cartId>.<guestToken>`' });
