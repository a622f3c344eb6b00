/**
 * The one verifier. Whatever comes in - credential, presentation, JWT, or a record with no credential around
 * it - is told apart, verified whole and piece by piece, and judged. Library, command line and HTTP all call
 * this function.
 */
import { openEnvelope } from '../credentials/envelope.ts';
import { BridgeError } from '../kernel/errors.ts';
import { finding } from '../kernel/findings.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { createReport, type Report } from '../kernel/report.ts';
import { findEnvelopeFault, jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { type ParsedRecord, parseRecord } from '../records/parse-record.ts';
import type { Asked, VerifyDeps, Verifying } from './ports.ts';
import { startVerifying } from './start-verifying.ts';
import { type FoundRecord, verifyCredential } from './verify-credential.ts';
import { type Checked, verifyNative } from './verify-native.ts';
import { verifyEnveloped, verifyPresentation } from './verify-presentation.ts';

export type Verification = {
  report: Report;
  /** The records found, in document order; not to be handed out unless the report is accepted. */
  records: FoundRecord[];
};

/**
 * Verifies any input.
 *
 * @param value parsed JSON; a compact JWS as a string
 * @param asked challenge and domain that a presentation must answer, and whom all of it should be about
 * @throws BridgeError `record-unrecognised` or `jws-malformed` where there is nothing to verify
 */
export async function verifyNodes(deps: VerifyDeps, value: Json, asked: Asked = {}): Promise<Verification> {
  const parsed = parseRecord(value);
  const { findings, nodes, records, kind, holder } = await verifyParsed(startVerifying(deps), parsed, asked);
  return { report: createReport(kind ?? parsed.kind, findings, nodes, holder), records };
}

type Outcome = Checked & { records: FoundRecord[]; kind?: string; holder?: string };

async function verifyParsed(deps: Verifying, parsed: ParsedRecord, asked: Asked): Promise<Outcome> {
  switch (parsed.kind) {
    case 'vc':
    case 'clr-2.0':
    case 'ob-3.0':
      return verifyCredential(deps, parsed.value, '', recipientOf(asked));
    case 'vc-jwt':
    case 'vc-sd-jwt':
      return verifyEnveloped(deps, parsed.jws, '', asked);
    case 'vp':
      return verifyPresentation(deps, parsed.value, asked);
    case 'vp-jwt':
    case 'vp-sd-jwt':
      return verifyEnvelopedPresentation(deps, parsed.jws, asked);
    case 'enveloped-vc':
      return verifyEnveloped(deps, jwsOf(parsed.value), '', asked);
    case 'enveloped-vp':
      return verifyEnvelopedPresentation(deps, jwsOf(parsed.value), asked);
    default: {
      const native: Json = 'jws' in parsed ? parsed.jws : parsed.record;
      const checked = await verifyNative(deps, parsed, recipientOf(asked));
      checked.findings.push(finding('trust-unconfigured', ''));
      return { ...checked, records: [{ pointer: '', parsed, native }] };
    }
  }
}

const recipientOf = ({ recipient }: Asked) => (recipient === undefined ? {} : { recipient });

function jwsOf(value: Json): string {
  const envelope = isObject(value) ? value : {};
  const fault = findEnvelopeFault(envelope);
  if (fault !== undefined) throw new BridgeError('jws-malformed', fault.message, { pointer: fault.pointer });
  return jwsOfEnvelope(envelope) ?? '';
}

function verifyEnvelopedPresentation(deps: Verifying, jws: string, asked: Asked): Promise<Outcome> {
  const envelope = openEnvelope(jws, '');
  if (envelope.kind !== 'vp')
    throw new BridgeError('record-unrecognised', 'The payload of the JWT is no presentation.');
  return verifyPresentation(deps, envelope.content, asked, envelope);
}
