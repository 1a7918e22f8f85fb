const remembered = new Map<string, ReadonlyMap<string, number>>();
const maximumRemembered = 200;
const maximumLength = 300;

/** What `Accept` or `Accept-Encoding` says of each range it names: from 0, not acceptable, to 1 (RFC 9110, 12.4.2). */
export function qualityValues(header: string): ReadonlyMap<string, number> {
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const values = new Map(header.split(',').flatMap(parse));
  if (header.length > maximumLength) return values;
  if (remembered.size >= maximumRemembered) remembered.clear();
  remembered.set(header, values);
  return values;
}

function parse(item: string): (readonly [string, number])[] {
  const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  if (range === '') return [];
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return [[range, quality >= 0 && quality <= 1 ? quality : 0]];
}

/** How much a media type is wanted; the most exact range decides. */
export function qualityOfType(accept: string | undefined, type: string): number {
  if (accept === undefined || accept === '') return 1;
  const values = qualityValues(accept);
  return values.get(type) ?? values.get(`${type.split('/')[0]}/*`) ?? values.get('*/*') ?? 0;
}
