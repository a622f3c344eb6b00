/** A credential or presentation becomes native records again; only what verified is handed out. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { decisiveFinding, type NodeState, type Report } from '../kernel/report.ts';
import type { Loss } from '../records/losses.ts';
import { markSelection } from '../records/mark-selection.ts';
import { isNativeRecord } from '../records/parse-record.ts';
import type { Asked, VerifyDeps } from './ports.ts';
import { type ConvertedFound, toVersion1, toVersion2 } from './turn-record.ts';
import type { FoundRecord } from './verify-credential.ts';
import { verifyNodes } from './verify-nodes.ts';

type UnwrapTarget = 'native' | '1.0' | '2.0';

export type UnwrapOptions = Asked & {
  /**
   * `native`: as it went in, a signed record as its JWS. `1.0` and `2.0`: the record in that version, also out of a JWS,
   * and converted where it is of the other one.
   */
  to?: UnwrapTarget;
  /** Issuers, beside one’s own, whose embedded source and carried members of CLR 1.0 are believed. */
  bridges?: string[];
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
  /** What the conversion could not say in the other version; absent where nothing was converted. */
  losses?: Loss[];
  /** True where its issuer signed more of it than is shown; the record then says of itself that it is partial. */
  selected?: true;
};

export type OwnIssuers = {
  /** DIDs of this service’s own keys; absent where there are none (library). */
  ownIssuers?: () => Promise<string[]>;
};

export type Unwrapped = { records: UnwrappedRecord[]; report: Report };

/**
 * Verifies, then takes the records out.
 *
 * @throws BridgeError `credential-rejected` or `verification-inconclusive` with `report`, unless
 *   `allowUnverified`; `record-unrecognised` where there is no record in it; `record-unsupported`
 */
export async function unwrapRecords(
  deps: VerifyDeps & OwnIssuers,
  value: Json,
  options: UnwrapOptions = {},
): Promise<Unwrapped> {
  const { to = 'native', allowUnverified = false, bridges = [], ...asked } = options;
  const { report, records } = await verifyNodes(deps, value, asked);
  if (report.verdict !== 'accepted' && !allowUnverified) refuse(report);
  const own = (await deps.ownIssuers?.()) ?? [];
  // what did not verify might not be of whoever is named as its issuer
  const believed = report.verdict === 'accepted' ? [...own, ...bridges] : [];
  const context = { report, bridges: believed };
  const turned = records.flatMap((found): ConvertedFound[] => {
    if (isEmbedded(found, records)) return [];
    if (to === 'native') return [found];
    const converted = to === '2.0' ? toVersion2(found) : toVersion1(found, records, context);
    const { selected } = found;
    return selected ? converted.map((one) => ({ ...one, selected })) : converted;
  });
  if (turned.length === 0) {
    throw new BridgeError('record-unrecognised', 'There is no learner record in this credential.', {
      extra: { report },
    });
  }
  return { records: turned.map((record) => toOutput(record, report)), report };
}

/** The source of a ClrCredential that travels in it is no second record. */
function isEmbedded(found: FoundRecord, all: FoundRecord[]): boolean {
  return (
    isNativeRecord(found.parsed) &&
    all.some(
      ({ parsed, pointer }) =>
        parsed.kind === 'clr-2.0' && found.pointer.startsWith(`${pointer}/credentialSubject/`),
    )
  );
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

function toOutput(found: ConvertedFound, report: Report): UnwrappedRecord {
  const { pointer, parsed, native, losses, selected, issuer } = found;
  const state =
    report.nodes.find((node) => node.pointer === pointer && node.kind !== 'vc')?.state ?? 'unknown';
  return {
    clr: selected ? markSelection(native, issuer) : native,
    version: isNativeRecord(parsed) ? '1.0' : '2.0',
    pointer,
    verification: { verdict: report.verdict, state, verified: report.verdict === 'accepted' },
    ...(losses === undefined ? {} : { losses }),
    ...(selected ? { selected } : {}),
  };
}
