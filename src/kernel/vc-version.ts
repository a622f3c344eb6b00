/** The two versions of the VC Data Model that are read. */
import { asArray, type JsonObject } from './json.ts';

export const VC1_CONTEXT = 'https://www.w3.org/2018/credentials/v1';
export const VC2_CONTEXT = 'https://www.w3.org/ns/credentials/v2';

export type VcVersion = '1.1' | '2.0';

/** The version of the data model: the first context says it. */
export function versionOf(document: JsonObject): VcVersion | undefined {
  const first = asArray(document['@context'])[0];
  if (first === VC1_CONTEXT) return '1.1';
  return first === VC2_CONTEXT ? '2.0' : undefined;
}
