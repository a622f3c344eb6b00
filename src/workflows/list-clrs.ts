/** The single CLRs in what was handed in: a ClrSet is taken apart, a signed CLR is read. */

import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import { kindName } from '../records/kind-name.ts';
import type { Loss } from '../records/losses.ts';
import { type NativeRecord, parseRecord } from '../records/parse-record.ts';

export type SingleClr = {
  clr: JsonObject;
  /** Where the Clr, or the JWS it is the payload of, stands. */
  pointer: string;
  /** Where its members stand: the same, and inside a JWS `<pointer of the JWS>#`. */
  base: string;
  /** The compact JWS it was read from. */
  jws?: string;
};

export type SingleClrs = { clrs: SingleClr[]; losses: Loss[] };

/**
 * @param pointer where the record stands in what was handed in
 * @throws BridgeError `record-unsupported` for what is no Clr and no ClrSet; what `decodeJws` throws, since numbers
 *   of a payload that is to stand as JSON must survive being read
 */
export function listClrs(record: NativeRecord, pointer: string): SingleClrs {
  switch (record.kind) {
    case 'clr-1.0':
      return { clrs: [{ clr: record.record, pointer, base: pointer }], losses: [] };
    case 'signed-clr':
      return {
        clrs: [{ clr: decodeJws(record.jws).payload, pointer, base: `${pointer}#`, jws: record.jws }],
        losses: [],
      };
    case 'clr-set':
      return membersOf(record.record, pointer, pointer);
    case 'signed-clr-set':
      return membersOf(decodeJws(record.jws).payload, pointer, `${pointer}#`);
    default:
      throw new BridgeError(
        'record-unsupported',
        `This is ${kindName(record.kind)}; a Clr or a ClrSet, signed or not, can be converted.`,
        { pointer },
      );
  }
}

function membersOf(set: JsonObject, pointer: string, base: string): SingleClrs {
  const losses: Loss[] = [
    {
      pointer,
      code: 'set-dissolved',
      message: 'CLR 2.0 knows no set: each Clr in it becomes a credential of its own.',
    },
  ];
  const members = (['clrs', 'signedClrs'] as const).flatMap((name) =>
    asArray<Json>(set[name] ?? []).map((value, i) => ({
      value,
      at: appendPointer(appendPointer(base, name), i),
      // a signature is checked where the standard has signatures, so a JWS counts nowhere else
      isAtItsPlace: name === 'clrs' ? isObject(value) : typeof value === 'string' && Array.isArray(set[name]),
    })),
  );
  const parts = members.map(({ value, at, isAtItsPlace }) => {
    if (!isAtItsPlace)
      throw new BridgeError(
        'record-unsupported',
        'A ClrSet has objects under clrs, and a list of compact JWS under signedClrs.',
        { pointer: at },
      );
    const parsed = parseRecord(value);
    if (parsed.kind !== 'clr-1.0' && parsed.kind !== 'signed-clr')
      throw new BridgeError(
        'record-unsupported',
        `A Clr is expected here; this is ${kindName(parsed.kind)}.`,
        {
          pointer: at,
        },
      );
    return listClrs(parsed, at);
  });
  return { clrs: parts.flatMap(({ clrs }) => clrs), losses };
}
