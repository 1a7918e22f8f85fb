import type { EndpointSpec } from '@arcade/contracts';
import { maximumUnits, schemasOf } from '@arcade/contracts/schema-walk';
import * as z from 'zod';

/** `table.column` → its type as the migrations say it last, e.g. `VARCHAR(200) CHARACTER SET ascii NOT NULL`. */
export function columnsOf(
  migrations: readonly { readonly statements: readonly string[] }[],
): ReadonlyMap<string, string> {
  const columns = new Map<string, string>();
  for (const statement of migrations.flatMap(({ statements }) => statements)) {
    const [, created, altered] = /^(?:CREATE TABLE `?(\w+)|ALTER TABLE `?(\w+))/.exec(statement) ?? [];
    const pattern =
      altered === undefined ? /^\s+`?(\w+)`? ([A-Z]+\b.*?),?$/gm : /(?:MODIFY|ADD) (?:COLUMN )?(\w+) ([^,]+)/g;
    for (const [, column = '', type = ''] of statement.matchAll(pattern)) {
      columns.set(`${altered ?? created ?? ''}.${column}`, type);
    }
  }
  return columns;
}

/**
 * Compares what callers may send with the columns that keep it. `places` says for each text and number of a path or a body,
 * `operation/path`, which column keeps it (`/**` at the end: all below); `null` where it is kept within a document, or not.
 * @returns a sentence for each that is wider than its column, has no place, or whose place is not there
 */
export function misfits(
  operations: Readonly<Record<string, EndpointSpec>>,
  columns: ReadonlyMap<string, string>,
  places: Readonly<Record<string, string | null>>,
): readonly string[] {
  const found = Object.entries(operations).flatMap(([operation, { params, body }]) =>
    [params, body].flatMap((part) =>
      (part === undefined ? [] : schemasOf(part))
        .filter(({ schema }) => isText(schema) || schema instanceof z.ZodNumber)
        .map(({ path, schema }) => ({ place: `${operation}${path}`, schema })),
    ),
  );
  const unused = Object.keys(places).filter((key) => found.every(({ place }) => keyOf(places, place) !== key));
  return [
    ...unused.map((place) => `${place} is no text or number of an operation`),
    ...found.flatMap(({ place, schema }) => {
      const column = places[keyOf(places, place)];
      if (column === null) return [];
      if (column === undefined) return [`${place} has no place`];
      const type = columns.get(column);
      if (type === undefined) return [`${column}, the place of ${place}, is not there`];
      return fits(schema, type) ? [] : [`${place} is wider than ${column} ${type}`];
    }),
  ];
}

const keyOf = (places: Readonly<Record<string, unknown>>, place: string): string =>
  place in places
    ? place
    : (Object.keys(places).find((key) => key.endsWith('/**') && place.startsWith(key.slice(0, -2))) ?? place);

/** Ids have 36 characters wherever they are kept. */
const isText = (schema: z.ZodType): schema is z.ZodString | z.ZodStringFormat =>
  (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) && schema.format !== 'uuid';

const integers: Readonly<Record<string, number>> = { TINYINT: 127, INT: 2 ** 31 - 1, BIGINT: Number.MAX_SAFE_INTEGER };

function fits(schema: z.ZodType, type: string): boolean {
  const [, name = '', size = ''] = /^([A-Z]+)(?:\((\d+)\))?/.exec(type) ?? [];
  if (schema instanceof z.ZodNumber) {
    const limit = integers[name] ?? -1;
    return (schema.maxValue ?? Infinity) <= limit && (schema.minValue ?? -Infinity) >= -limit;
  }
  if (!isText(schema)) return false;
  if (name === 'DATETIME') return z.globalRegistry.get(schema)?.id === 'Instant';
  if (type.includes('CHARACTER SET ascii') && schema.safeParse('é'.repeat(8)).success) return false;
  return maximumUnits(schema) <= (name === 'TEXT' ? 65_535 / 4 : Number(size));
}
