import * as z from 'zod';
import { kindOfText } from './text.ts';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** What HTML calls a valid e-mail address, once its domain is in ASCII and lower case. */
const valid = new RegExp(String.raw`^[a-zA-Z0-9.!#$%&'*+/=?^_\x60{|}~-]{1,64}@${label}(?:\.${label})*$`);

/** The domain in lower case, an internationalised one as its A-labels; as it is when it is no domain. */
function asciiDomain(domain: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7F]*$/.test(domain)) return domain.toLowerCase();
  const url = /[\s/\\?#@:%[\]]/.test(domain) ? null : URL.parse(`http://${domain}/`);
  return url === null ? domain : url.hostname;
}

/** `  Robin@пример.РФ ` → `Robin@xn--e1afmkfd.xn--p1ai` */
function canonical(raw: string): string {
  const email = raw.trim();
  const at = email.lastIndexOf('@');
  return at === -1 ? email : `${email.slice(0, at)}@${asciiDomain(email.slice(at + 1))}`;
}

/** An e-mail address by the rule of HTML; parsed to its form with an ASCII domain in lower case, without space around it. */
export const Email = kindOfText(
  'email',
  z
    .string()
    .max(1000, { abort: true })
    .overwrite(canonical)
    .max(254, { abort: true })
    .regex(valid, 'This is not an e-mail address')
    .meta({ id: 'Email', format: 'email', maxLength: 254, pattern: undefined, example: 'robin@example.com' }),
);
