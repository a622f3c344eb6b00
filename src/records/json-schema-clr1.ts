/** The table of CLR 1.0 as a JSON Schema, for tools that want one. */
import type { JsonObject } from '../kernel/json.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { type Clr1TypeName, CURATION_KEY, typeOf } from './model-clr1.ts';

/**
 * The schema of one type of CLR 1.0 (draft 2020-12), with the types it needs under `$defs`. Formats are meant to
 * be asserted.
 *
 * It differs from the published draft-04 schemas in four places, on purpose: an `ext:` value is matched from
 * beginning to end, whole numbers may be extension values, a list of contexts is not empty, and a Clr may say
 * under `clrbridge:curation` what it was selected from.
 */
export function clr1JsonSchema(root: Clr1TypeName): JsonObject {
  const schema = jsonSchemaOf(root, {
    title: 'CLR 1.0',
    typeOf,
    open: { patternProperties: { '^[^:]+:[^:]+$': { not: { type: 'null' } } } },
  });
  if (Object.hasOwn(schema.$defs, 'Clr')) schema.$defs.Clr.properties[CURATION_KEY] = { type: 'object' };
  return schema;
}
