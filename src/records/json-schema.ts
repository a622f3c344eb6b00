/** The table of a model as a JSON Schema (draft 2020-12). */
import type { JsonObject } from '../kernel/json.ts';
import { EXT_VALUE, JWS_TEXT, LANGUAGE } from './check-value.ts';
import { isTypeName, type ObjectType, type Primitive, type Property } from './property.ts';

export type Definition = JsonObject & { properties: JsonObject };

export type SchemaOptions<T extends string> = {
  /** Name and version of the standard. */
  title: string;
  typeOf: (name: T) => ObjectType<T>;
  /** What a type without the mark `closed` says of members beyond its own; nothing where absent. */
  open?: JsonObject;
};

/** The schema of one type, with every type it needs under `$defs`. Formats are meant to be asserted. */
export function jsonSchemaOf<T extends string>(
  root: T,
  options: SchemaOptions<T>,
): JsonObject & { $defs: Record<T, Definition> } {
  const defs: Record<string, Definition> = {};
  const waiting: T[] = [root];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (Object.hasOwn(defs, name)) continue;
    const type = options.typeOf(name);
    defs[name] = objectSchema(type, options.open ?? {});
    for (const { kind } of Object.values(type.properties)) if (isTypeName(kind)) waiting.push(kind);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${options.title} ${root}`,
    $ref: `#/$defs/${root}`,
    $defs: defs as Record<T, Definition>,
  };
}

function objectSchema({ properties, closed }: ObjectType, open: JsonObject): Definition {
  const rows = Object.entries(properties);
  const required = rows.filter(([, property]) => property.required).map(([member]) => member);
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(rows.map(([member, property]) => [member, memberSchema(property)])),
    ...(closed ? { additionalProperties: false } : open),
  };
}

function memberSchema(property: Property): JsonObject {
  const { many, among = [] } = property;
  const single = singleSchema(property);
  if (many === undefined) return single;
  const array = arraySchema(single, property);
  if (many === true) return array;
  // one value alone is a list of one: it must be all that the list must have
  const alone = among.map(alternatives);
  return { anyOf: [alone.length === 0 ? single : { allOf: alone }, array] };
}

function arraySchema(items: JsonObject, { least, among = [], begins = [] }: Property): JsonObject {
  const contains = among.map((wanted) => ({ contains: alternatives(wanted) }));
  return {
    type: 'array',
    items,
    ...(least === undefined ? {} : { minItems: least }),
    ...(begins.length === 0 ? {} : { prefixItems: begins.map(exactly), minItems: begins.length }),
    ...(contains.length === 0 ? {} : { allOf: contains }),
  };
}

const alternatives = (wanted: string | readonly string[]): JsonObject => ({
  enum: typeof wanted === 'string' ? [wanted] : [...wanted],
});

const exactly = (wanted: string | RegExp): JsonObject =>
  typeof wanted === 'string' ? { const: wanted } : { type: 'string', pattern: wanted.source };

function singleSchema({ kind, enum: listed, extensible, orId }: Property): JsonObject {
  if (listed) {
    const closed = { type: 'string', enum: [...listed] };
    return extensible ? { anyOf: [closed, { type: 'string', pattern: EXT_VALUE.source }] } : closed;
  }
  if (!isTypeName(kind)) return PRIMITIVES[kind];
  const object = { $ref: `#/$defs/${kind}` };
  return orId ? { anyOf: [PRIMITIVES.uri, object] } : object;
}

const PRIMITIVES: Record<Primitive, JsonObject> = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  dateTime: { type: 'string', format: 'date-time' },
  date: { type: 'string', format: 'date' },
  uri: { type: 'string', format: 'uri' },
  jws: { type: 'string', pattern: JWS_TEXT.source },
  language: { type: 'string', pattern: LANGUAGE.source },
  context: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'object' }] },
};
