/** Everything that is checked about a record of CLR 1.0 without network or keys. */
import { type Finding, finding, isDeviation } from '../kernel/findings.ts';
import { checkAssociationsOf } from './associations.ts';
import { checkRulesOf } from './check-rules.ts';
import { checkObject } from './check-shape.ts';
import type { NativeRecord } from './parse-record.ts';
import { groupByClr, isReadable, listParts, rootPart } from './record-parts.ts';

/** Shape, rules M1 to M14, and associations; payloads of signed parts included. */
export function checkRecord(record: NativeRecord, pointer = ''): Finding[] {
  const parts = listParts(rootPart(record, pointer));
  const shape: Finding[] = [];
  for (const part of parts) {
    if (isReadable(part)) checkObject(part, shape);
    else shape.push(finding('jws-malformed', part.pointer, part.problem));
  }
  return [
    ...(shape.some(isDeviation) ? shape : [...shape, finding('record-shape', pointer)]),
    ...checkRulesOf(parts),
    ...groupByClr(parts).flatMap(({ clr, parts: inside }) => checkAssociationsOf(clr, inside)),
  ];
}
