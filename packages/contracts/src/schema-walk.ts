import * as z from 'zod';
import { textKinds } from './text.ts';

/** The most UTF-16 code units that a value of a string schema may have; Infinity when nothing says so. */
export function maximumUnits(schema: z.ZodString | z.ZodStringFormat): number {
  if (schema.format === 'uuid') return 36;
  return textKinds.get(schema)?.units ?? schema.maxLength ?? Number.POSITIVE_INFINITY;
}

export interface FoundString {
  /** Where it stands, e.g. `/address/line1`; `*` for any element, `{key}` for a key. */
  readonly path: string;
  /** Its kind of text, format or pattern; undefined for a bare string. */
  readonly kind: string | undefined;
}

/** Every schema within a schema with its place, each once on its way down. */
export function schemasOf(schema: z.ZodType, path = ''): readonly { path: string; schema: z.ZodType }[] {
  return [{ path, schema }, ...partsOf(schema).flatMap(([name, part]) => schemasOf(part, `${path}${name}`))];
}

/** Every string that a value of this schema may hold. */
export const stringsOf = (schema: z.ZodType): readonly FoundString[] =>
  schemasOf(schema).flatMap((found) =>
    found.schema instanceof z.ZodString || found.schema instanceof z.ZodStringFormat
      ? [{ path: found.path, kind: kindOf(found.schema) }]
      : [],
  );

function kindOf(schema: z.ZodString | z.ZodStringFormat): string | undefined {
  const registered = textKinds.get(schema)?.kind;
  if (registered !== undefined) return registered;
  const { format } = schema;
  if (format !== null && format !== 'regex') return format;
  return 'pattern' in z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) ? 'pattern' : undefined;
}

const typed = (part: unknown) => part as z.ZodType;

function partsOf(schema: z.ZodType): readonly (readonly [string, z.ZodType])[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).map(([name, part]) => [`/${name}`, typed(part)] as const);
  }
  if (schema instanceof z.ZodArray) return [['/*', typed(schema.element)]];
  if (schema instanceof z.ZodRecord) {
    return [
      ['/{key}', typed(schema.keyType)],
      ['/*', typed(schema.valueType)],
    ];
  }
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => ['', typed(option)] as const);
  if (schema instanceof z.ZodPipe) return [['', typed(schema.in instanceof z.ZodTransform ? schema.out : schema.in)]];
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return [['', typed(schema.unwrap())]];
  }
  return [];
}
