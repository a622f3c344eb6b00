/** A record that was found and verified, in the version that was asked for. */
import { checkConversion } from '../credentials/check-conversion.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { unseal } from '../credentials/unseal.ts';
import { decodeJws } from '../kernel/compact-jws.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../kernel/json.ts';
import { rebase, resolvePointer } from '../kernel/pointer.ts';
import type { Report } from '../kernel/report.ts';
import { decodeCredential } from '../records/conversion/decode-credential.ts';
import { downgrade } from '../records/downgrade.ts';
import type { Loss } from '../records/losses.ts';
import { isNativeRecord } from '../records/parse-record.ts';
import { upgrade } from '../records/upgrade.ts';
import { listClrs } from './list-clrs.ts';
import type { FoundRecord } from './verify-credential.ts';
import { within } from './within.ts';

/** Pointers of losses lead, as those of the report do, into what was verified. */
export type ConvertedFound = FoundRecord & { losses?: Loss[] };

export type TurnContext = {
  report: Report;
  /** Issuers whose embedded source and carried members are believed. */
  bridges: string[];
};

/**
 * The record in CLR 1.0. A signed one is its payload; one of CLR 2.0 is the source that travels in it, where the
 * issuer is believed or where converting that source gives exactly what the credential says, and else converted.
 *
 * @throws BridgeError `record-invalid` where it cannot be converted
 */
export function toVersion1(
  found: FoundRecord,
  all: FoundRecord[],
  { report, bridges }: TurnContext,
): ConvertedFound[] {
  const { parsed, pointer } = found;
  if (isNativeRecord(parsed)) {
    // a payload that stood in a JWS as bytes is now to stand as JSON: read strictly, so that no number is altered
    return [{ ...found, native: 'jws' in parsed ? decodeJws(parsed.jws).payload : found.native }];
  }
  if (parsed.kind !== 'clr-2.0' && parsed.kind !== 'ob-3.0') return [];
  const credential = parsed.value;
  const sources = all.filter(
    (other) => isNativeRecord(other.parsed) && other.pointer.startsWith(`${pointer}/credentialSubject/`),
  );
  const isProven = provenIn(report, credential, pointer);
  const believed = bridges.includes(idOf(credential['issuer']) ?? '') && isProven('');
  if (sources.length > 0 && (believed || checkConversion(credential) === 'match')) {
    return sources.map((source) => ({ ...source, pointer, losses: [] }));
  }
  const { record, losses } = downgrade(unseal(credential), {
    bridges,
    isProven,
    revoked: revokedIn(report, credential, pointer),
  });
  return [{ pointer, parsed: { kind: 'clr-1.0', record }, native: record, losses: rebase(losses, pointer) }];
}

/**
 * Which credentials in it are of the issuers they name: by a proof of their own, or because that same issuer vouches
 * for the whole. Anybody may write another's name into a badge without a proof.
 */
function provenIn(report: Report, credential: JsonObject, pointer: string): (inner: string) => boolean {
  const states = new Map(report.nodes.map((node) => [node.pointer, node.state]));
  return (inner) => {
    const state = states.get(pointer + inner);
    if (state === 'verified') return true;
    if (state !== 'covered' || inner === '' || states.get(pointer) !== 'verified') return false;
    const named = resolvePointer(credential, `${inner}/issuer`);
    return idOf(named) !== undefined && idOf(named) === idOf(credential['issuer']);
  };
}

/** Ids of the credentials in it that their issuers revoked. */
function revokedIn(report: Report, credential: JsonObject, pointer: string): string[] {
  return report.nodes
    .filter((node) => node.state === 'revoked' && node.pointer.startsWith(pointer))
    .flatMap((node) => {
      const found = resolvePointer(credential, node.pointer.slice(pointer.length));
      // one in a JWT is known by the id inside
      const opened = found === undefined ? undefined : decodeCredential(found, '');
      return (opened && idOf(opened.credential)) ?? [];
    });
}

/**
 * The record in CLR 2.0: as it is, or converted, with whoever signed around it as its issuer, else its publisher.
 * What comes out is not signed.
 *
 * @throws BridgeError `record-invalid`, `record-unsupported`
 */
export function toVersion2(found: FoundRecord): ConvertedFound[] {
  const { parsed, pointer, issuer: around } = found;
  if (!isNativeRecord(parsed)) {
    return parsed.kind === 'clr-2.0' || parsed.kind === 'ob-3.0' ? [{ ...found, native: parsed.value }] : [];
  }
  const { clrs, losses: general } = listClrs(parsed, pointer);
  return clrs.map(({ clr, base, jws }, i) => {
    const publisher = isObject(clr['publisher']) ? idOf(clr['publisher']) : undefined;
    const issuer = around ?? publisher;
    if (issuer === undefined) {
      throw new BridgeError('record-unsupported', 'Nobody is named who could be the issuer in CLR 2.0.', {
        pointer: `${base}/publisher/id`,
      });
    }
    const { record, losses } = within(base, () =>
      upgrade(clr, {
        issuer: { id: issuer, type: ['Profile'] },
        ...(issuer === publisher ? { speaksFor: [publisher] } : {}),
        ...(jws === undefined ? {} : { sourceJws: jws }),
      }),
    );
    return {
      pointer,
      parsed: { kind: 'clr-2.0', value: record },
      native: record,
      losses: [...(i === 0 ? general : []), ...rebase(losses, base)],
    };
  });
}
