import * as z from 'zod';

type JsonSchema = Exclude<z.core.JSONSchema.JSONSchema, boolean>;

/** Stands for every id. */
export const exampleId = '01900000-0000-7000-8000-000000000001';

const formats: Readonly<Record<string, string>> = {
  uuid: exampleId,
  email: 'shopper@example.com',
  uri: 'https://example.com/',
  'date-time': '2030-01-31T12:00:00Z',
};

/**
 * A value that a schema takes: what it needs and what has an `example` in its metadata, or everything where nothing is
 * needed. Undefined when the schema refuses what was found, e.g. text with a pattern and no `example`.
 */
export function exampleOf(schema: z.ZodType): unknown {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const example = valueOf(root, '', root);
  return schema.safeParse(example).success ? example : undefined;
}

/** `name` is the property's, which says more than any other text. */
function valueOf(schema: JsonSchema, name: string, root: JsonSchema): unknown {
  const found = schema['example'] ?? schema.default ?? schema.const ?? schema.enum?.[0];
  if (found !== undefined) return found;
  const other = schema.$ref === undefined ? (schema.anyOf ?? schema.oneOf)?.[0] : referred(schema.$ref, root);
  if (typeof other === 'object') return valueOf(other, name, root);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, root);
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => valueOf(schema.items as JsonSchema, name, root));
    case 'string':
      return formats[schema.format ?? ''] ?? name.padEnd(schema.minLength ?? 0, '-');
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'null':
    case undefined:
      return null;
  }
}

function objectOf({ properties = {}, required = [] }: JsonSchema, root: JsonSchema): Record<string, unknown> {
  const shown = Object.entries(properties as Record<string, JsonSchema>).filter(
    ([name, property]) => required.length === 0 || required.includes(name) || property['example'] !== undefined,
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, valueOf(property, name, root)]));
}

/** `#/$defs/Money` */
const referred = (reference: string, root: JsonSchema) => root.$defs?.[reference.split('/').at(-1) ?? ''];
