/** A credential or presentation becomes native records again; only what verified is handed out. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { decisiveFinding, type NodeState, type Report } from '../kernel/report.ts';
import { isNativeRecord } from '../records/parse-record.ts';
import type { Asked, VerifyDeps } from './ports.ts';
import type { FoundRecord } from './verify-credential.ts';
import { verifyNodes } from './verify-nodes.ts';

type UnwrapTarget = 'native' | '1.0' | '2.0';

export type UnwrapOptions = Asked & {
  /** `native`: as it went in, a signed record as its JWS; `1.0`: the CLR, also out of a JWS. */
  to?: UnwrapTarget;
  allowUnverified?: boolean;
};

export type UnwrappedRecord = {
  clr: Json;
  version: '1.0' | '2.0';
  /** Where it stood in the input. */
  pointer: string;
  verification: {
    verdict: Report['verdict'];
    /** State of the record's own node. */
    state: NodeState;
    /** True only where the whole input was accepted. */
    verified: boolean;
  };
};

export type Unwrapped = { records: UnwrappedRecord[]; report: Report };

/**
 * Verifies, then takes the records out.
 *
 * @throws BridgeError `credential-rejected` or `verification-inconclusive` with `report`, unless
 *   `allowUnverified`; `record-unrecognised` where there is no record in it; `record-unsupported`
 */
export async function unwrapRecords(
  deps: VerifyDeps,
  value: Json,
  options: UnwrapOptions = {},
): Promise<Unwrapped> {
  const { to = 'native', allowUnverified = false, ...asked } = options;
  if (to === '2.0') {
    throw new BridgeError('record-unsupported', 'Conversion to CLR 2.0 is not part of this version.', {
      pointer: '/to',
    });
  }
  const { report, records } = await verifyNodes(deps, value, asked);
  if (report.verdict !== 'accepted' && !allowUnverified) refuse(report);
  if (records.length === 0) {
    throw new BridgeError('record-unrecognised', 'There is no CLR 1.0 record in this credential.', {
      extra: { report },
    });
  }
  return { records: records.map((record) => toOutput(record, to, report)), report };
}

function refuse(report: Report): never {
  const decisive = decisiveFinding(report);
  const reason = decisive ? ` ${decisive.message}` : '';
  const code = report.verdict === 'rejected' ? 'credential-rejected' : 'verification-inconclusive';
  throw new BridgeError(code, `The input is ${report.verdict}.${reason}`, {
    pointer: decisive?.pointer ?? '',
    extra: { report },
  });
}

function toOutput(found: FoundRecord, to: UnwrapTarget, report: Report): UnwrappedRecord {
  const { pointer, parsed, native } = found;
  // a payload that stood in a JWS as bytes is now to stand as JSON: read strictly, so that no number is altered
  const clr = to === '1.0' && 'jws' in parsed ? decodeJws(parsed.jws).payload : native;
  const state =
    report.nodes.find((node) => node.pointer === pointer && node.kind !== 'vc')?.state ?? 'unknown';
  return {
    clr,
    version: isNativeRecord(parsed) ? '1.0' : '2.0',
    pointer,
    verification: { verdict: report.verdict, state, verified: report.verdict === 'accepted' },
  };
}
