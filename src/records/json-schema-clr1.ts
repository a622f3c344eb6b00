/** The table of the model as a JSON Schema (draft 2020-12), for tools that want one. */
import type { JsonObject } from '../kernel/json.ts';
import { EXT_VALUE, JWS_TEXT } from './check-value.ts';
import { CURATION_KEY, isTypeName, typeOf } from './model-clr1.ts';
import type { Property, TypeName } from './property.ts';

/**
 * The schema of one type of CLR 1.0, with the types it needs under `$defs`. Formats are meant to be asserted.
 *
 * It differs from the published draft-04 schemas in four places, on purpose: an `ext:` value is matched from
 * beginning to end, whole numbers may be extension values, a list of contexts is not empty, and a Clr may say
 * under `clrbridge:curation` what it was selected from.
 */
export function clr1JsonSchema(root: TypeName): JsonObject {
  const defs: JsonObject = {};
  const waiting: TypeName[] = [root];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (Object.hasOwn(defs, name)) continue;
    defs[name] = schemaOf(name);
    for (const { kind } of Object.values(typeOf(name).properties)) if (isTypeName(kind)) waiting.push(kind);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `CLR 1.0 ${root}`,
    $ref: `#/$defs/${root}`,
    $defs: defs,
  };
}

function schemaOf(name: TypeName): JsonObject {
  const { properties, closed } = typeOf(name);
  const rows = Object.entries(properties);
  const required = rows.filter(([, property]) => property.required).map(([member]) => member);
  const members: JsonObject = Object.fromEntries(
    rows.map(([member, property]) => [member, memberSchema(property)]),
  );
  if (name === 'Clr') members[CURATION_KEY] = { type: 'object' };
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: members,
    ...(closed
      ? { additionalProperties: false }
      : { patternProperties: { '^[^:]+:[^:]+$': { not: { type: 'null' } } } }),
  };
}

function memberSchema(property: Property): JsonObject {
  const single = singleSchema(property);
  if (property.many === 'either') return { anyOf: [single, { type: 'array', items: single, minItems: 1 }] };
  return property.many ? { type: 'array', items: single } : single;
}

function singleSchema({ kind, enum: listed, extensible }: Property): JsonObject {
  if (listed) {
    const closed = { type: 'string', enum: [...listed] };
    return extensible ? { anyOf: [closed, { type: 'string', pattern: EXT_VALUE.source }] } : closed;
  }
  switch (kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: kind };
    case 'dateTime':
      return { type: 'string', format: 'date-time' };
    case 'date':
    case 'uri':
      return { type: 'string', format: kind };
    case 'jws':
      return { type: 'string', pattern: JWS_TEXT.source };
    default:
      return { $ref: `#/$defs/${kind}` };
  }
}
