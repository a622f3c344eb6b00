/** The learner records that a credential is, or carries. */

import { checkConversion } from '../credentials/check-conversion.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { listContents } from '../credentials/unwrap.ts';
import { BridgeError } from '../kernel/errors.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { NodeKind } from '../kernel/report.ts';
import { kindName } from '../records/kind-name.ts';
import { isNativeRecord, type NativeRecord, parseRecord } from '../records/parse-record.ts';
import type { FoundRecord } from './verify-credential.ts';

export type Contents = {
  /** To be handed out: what the credential is itself, then what it carries. */
  records: FoundRecord[];
  /** Records of CLR 1.0 in it, to be verified. */
  natives: (FoundRecord & { parsed: NativeRecord })[];
  findings: Finding[];
};

/**
 * @param options `nested`: a credential inside another is a part of that record, and none of its own; `jws`: what the
 *   credential came in, and is handed out as
 */
export async function findContents(
  credential: JsonObject,
  pointer: string,
  kind: NodeKind,
  { nested, jws }: { nested: boolean; jws?: string },
): Promise<Contents> {
  const findings: Finding[] = [];
  const issuer = idOf(credential['issuer']);
  const natives: Contents['natives'] = [];
  for (const { pointer: at, native } of listContents(credential, pointer)) {
    try {
      const parsed = parseRecord(native);
      if (isNativeRecord(parsed))
        natives.push({ pointer: at, parsed, native, ...(issuer === undefined ? {} : { issuer }) });
      else
        findings.push(
          finding(
            'record-unsupported',
            at,
            `This is ${kindName(parsed.kind)}; inside a credential it is not read by this version.`,
          ),
        );
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      findings.push(finding('structure-invalid', at, error.message));
    }
  }
  if (kind === 'clr') findings.push(...conversionOf(credential, pointer));
  const own: FoundRecord[] =
    kind === 'clr' || kind === 'badge'
      ? [
          {
            pointer,
            parsed: { kind: kind === 'clr' ? 'clr-2.0' : 'ob-3.0', value: credential },
            native: jws ?? credential,
          },
        ]
      : [];
  const records = nested ? [] : [...own, ...natives];
  if (
    records.length === 0 &&
    !nested &&
    kind === 'vc' &&
    findings.every(({ code }) => code !== 'structure-invalid')
  ) {
    findings.push(finding('record-foreign', pointer));
  }
  return { records, natives, findings };
}

/** A ClrCredential may bring the record of CLR 1.0 it was made of; readers of either must be told the same. */
function conversionOf(credential: JsonObject, pointer: string): Finding[] {
  const outcome = checkConversion(credential);
  if (outcome === 'absent') return [];
  return [
    finding(outcome === 'match' ? 'conversion-matches' : 'conversion-differs', `${pointer}/conversion`),
  ];
}
