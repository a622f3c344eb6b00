/**
 * The native record beside the credential that carries it: both verified on their own, and compared. The
 * proof that the standard stands alone and within a Verifiable Credential.
 */
import { isDeepStrictEqual } from 'node:util';
import { BridgeError, movePointers } from '../kernel/errors.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { appendPointer } from '../kernel/pointer.ts';
import type { Report } from '../kernel/report.ts';
import { isNativeRecord } from '../records/parse-record.ts';
import type { VerifyDeps } from './ports.ts';
import { type ConvertedFound, toVersion1 } from './turn-record.ts';
import type { OwnIssuers } from './unwrap-records.ts';
import { type Verification, verifyNodes } from './verify-nodes.ts';

type Difference = {
  /** In the native record. */
  pointer: string;
  native?: Json;
  credential?: Json;
};

export type Comparison = {
  /** The credential carries exactly that record: same JSON value, or the same signed bytes. */
  same: boolean;
  /** Where in the credential the record (or the one most like it) stands. */
  pointer?: string;
  /** True where that record was converted from CLR 2.0 to be compared. */
  converted?: true;
  /** At most 100, in document order. */
  differences: Difference[];
  native: Report;
  credential: Report;
};

const MAX_DIFFERENCES = 100;

/**
 * @throws BridgeError `record-unrecognised`, `jws-malformed` where either input is no record or credential at
 *   all; the pointer begins with /native or /credential
 */
export async function compareRecords(
  deps: VerifyDeps & OwnIssuers,
  native: Json,
  credential: Json,
): Promise<Comparison> {
  const left = await verifyPart(deps, native, '/native');
  const right = await verifyPart(deps, credential, '/credential');
  const own = (await deps.ownIssuers?.()) ?? [];
  const converted = left.records.some(({ parsed }) => isNativeRecord(parsed)) ? convertAll(right, own) : [];
  const candidates = [...right.records, ...converted].map((record) => ({
    pointer: record.pointer,
    ...('losses' in record ? { converted: true as const } : {}),
    differences: listDifferences(native, record.native),
  }));
  const best = candidates.sort((a, b) => a.differences.length - b.differences.length)[0];
  return {
    same: best !== undefined && best.differences.length === 0,
    ...(best === undefined ? {} : { pointer: best.pointer }),
    ...(best?.converted ? { converted: best.converted } : {}),
    differences: best?.differences ?? [],
    native: left.report,
    credential: right.report,
  };
}

/** What records of CLR 2.0 would be handed out as in CLR 1.0; what cannot be converted is compared as it is. */
function convertAll({ records, report }: Verification, own: string[]): ConvertedFound[] {
  const bridges = report.verdict === 'accepted' ? own : [];
  return records.flatMap((record) => {
    if (isNativeRecord(record.parsed)) return [];
    try {
      return toVersion1(record, records, { report, bridges });
    } catch (error) {
      if (error instanceof BridgeError) return [];
      throw error;
    }
  });
}

async function verifyPart(deps: VerifyDeps, value: Json, place: string): Promise<Verification> {
  try {
    return await verifyNodes(deps, value);
  } catch (error) {
    throw error instanceof BridgeError ? movePointers(error, (pointer) => place + pointer) : error;
  }
}

/** Every place where two JSON values differ; the order of object members does not count. */
function listDifferences(native: Json, credential: Json): Difference[] {
  const found: Difference[] = [];
  const visit = (a: Json | undefined, b: Json | undefined, pointer: string): void => {
    if (found.length >= MAX_DIFFERENCES || isDeepStrictEqual(a, b)) return;
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        visit(a[key], b[key], appendPointer(pointer, key));
    } else if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) visit(a[i], b[i], appendPointer(pointer, i));
    } else {
      found.push({
        pointer,
        ...(a === undefined ? {} : { native: a }),
        ...(b === undefined ? {} : { credential: b }),
      });
    }
  };
  visit(native, credential, '');
  return found;
}
