import type { RealObjects } from './real-objects.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [name: string]: Json | undefined;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly schema: JsonObject }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, JsonObject>> };
}

/** The part of an OpenAPI document that is read here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

/** With what to ask. */
export interface Questions extends RealObjects {
  /** By operation, where the next page of its list begins; a list without one has no cursor to ask with. */
  readonly cursors: Readonly<Record<string, string>>;
}

/**
 * The document with values that exist as examples in what is sent. What is answered is judged by the document as it is,
 * so that what both have in common is there twice.
 */
export function askedDocument(document: OpenApi, questions: Questions): OpenApi {
  const { paths, components } = document;
  const schemas = Object.entries(components.schemas).map(([name, schema]) => [
    askedName(name),
    asked(schema, questions.values),
  ]);
  return {
    ...document,
    paths: mapValues(paths, (operations) => mapValues(operations, (operation) => askedOperation(operation, questions))),
    components: { ...components, schemas: { ...components.schemas, ...Object.fromEntries(schemas) } },
  };
}

function askedOperation(operation: Operation, { values, bodies, cursors }: Questions): Operation {
  const { operationId, parameters = [], requestBody } = operation;
  const cursor = cursors[operationId];
  const withValues = parameters.flatMap((parameter) => {
    const { name } = parameter;
    const schema = asked(parameter.schema, values);
    if (name === 'cursor') return cursor === undefined ? [] : [{ ...parameter, schema: oneOf([cursor]) }];
    const known = values[name];
    // Any other condition keeps a request from what it asks for.
    if (name === 'If-Match' && known !== undefined) return [{ ...parameter, schema: oneOf(known) }];
    return [{ ...parameter, schema: withExamples(schema, known) }];
  });
  if (requestBody === undefined) return { ...operation, parameters: withValues };
  const example = bodies[operationId] as Json | undefined;
  const content = mapValues(requestBody.content, (media) => ({
    ...asked(media, values),
    ...(example === undefined ? {} : { example }),
  }));
  return { ...operation, parameters: withValues, requestBody: { ...requestBody, content } };
}

/** Of long lists (countries, currencies) so many are enough. */
const shortList = 4;
const schemaPath = '#/components/schemas/';
const askedName = (name: string) => `Asked${name}`;

/** A schema of what is sent: examples wherever a property has the name of something that exists. */
function asked<Node extends Json>(node: Node, values: RealObjects['values']): Node;
function asked(node: Json, values: RealObjects['values']): Json {
  if (Array.isArray(node)) return (node as readonly Json[]).map((item) => asked(item, values));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node as JsonObject).map(([key, value = null]) => {
      if (key === 'enum') return [key, (value as readonly Json[]).slice(0, shortList)];
      if (key === '$ref') return [key, `${schemaPath}${askedName((value as string).slice(schemaPath.length))}`];
      const inner = asked(value, values);
      return [key, key === 'properties' ? propertiesWithExamples(inner as Record<string, JsonObject>, values) : inner];
    }),
  );
}

const propertiesWithExamples = (properties: Readonly<Record<string, JsonObject>>, values: RealObjects['values']) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, withExamples(schema, values[name])]));

const oneOf = (values: readonly string[]): JsonObject => ({ type: 'string', enum: values });

/** Instead of the one that people read. */
function withExamples(schema: JsonObject, examples: readonly string[] | undefined): JsonObject {
  if (examples === undefined) return schema;
  const { example: _, ...rest } = schema;
  return { ...rest, examples };
}

const mapValues = <Value, Mapped>(record: Readonly<Record<string, Value>>, map: (value: Value) => Mapped) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
