/** The table of CLR 2.0 and Open Badges 3.0 as JSON Schemas, for tools that want one. */
import type { JsonObject } from '../kernel/json.ts';
import type { VcVersion } from '../kernel/vc-version.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { type Clr2TypeName, typeOfClr2 } from './model-clr2.ts';

/**
 * The schema of one type of CLR 2.0 or Open Badges 3.0 (draft 2020-12), with the types it needs under `$defs`; the
 * two standards describe an AchievementCredential and an EndorsementCredential alike. Formats are meant to be
 * asserted.
 *
 * It takes one value for a list of one, as the published schemas do that allow for JSON-LD, and refuses what these
 * let pass by accident: texts in several languages, which no context of the standards defines; ids that are no
 * URI; an `ext:` value that is only somewhere in a text; a JWS of a few characters; a
 * `@context` that is no list; and a `type` of one text that is not the type.
 *
 * @param version of the VC Data Model; that of 1.1 has `issuanceDate` and `expirationDate`, and is for reading
 */
export function clr2JsonSchema(root: Clr2TypeName, version: VcVersion = '2.0'): JsonObject {
  const ofEarlier = version === '2.0' ? '' : ' (VC Data Model 1.1)';
  return jsonSchemaOf(root, {
    title: `CLR 2.0 and Open Badges 3.0${ofEarlier}:`,
    typeOf: (name) => typeOfClr2(name, version),
  });
}
