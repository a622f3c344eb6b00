/** Everything that is checked about a credential of CLR 2.0 or Open Badges 3.0 without network or keys. */
import { type Finding, finding, isDeviation } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import { checkClr2RulesOf } from './check-rules-clr2.ts';
import { checkClr2Parts } from './check-shape-clr2.ts';
import { clr2KindOf } from './credential-kind.ts';
import { listCredentialParts } from './credential-parts.ts';

/**
 * Shape and rules; of a credential of any other kind nothing is said. Credentials inside are not opened: each is
 * checked on its own.
 */
export function checkCredential(credential: JsonObject, pointer = ''): Finding[] {
  const kind = clr2KindOf(credential);
  if (kind === undefined) return [];
  const parts = listCredentialParts(credential, kind, pointer);
  const shape = checkClr2Parts(parts);
  return [
    ...(shape.some(isDeviation) ? shape : [...shape, finding('record-shape', pointer)]),
    ...checkClr2RulesOf(parts),
  ];
}
