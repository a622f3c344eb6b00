/** What came in? Told apart by what it says of itself, else by the members every one of its kind has. */
import { decodeJws } from '../kernel/compact-jws.ts';
import { decodeJwt, looksLikeJwt } from '../kernel/decode-jwt.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { appearanceOf, has, typesOf } from './appearance.ts';

type Plain = { kind: 'clr-1.0' | 'clr-set' | 'assertion' | 'endorsement'; record: JsonObject };

type Signed = {
  kind: 'signed-clr' | 'signed-clr-set' | 'signed-assertion' | 'signed-endorsement';
  /** The compact JWS, exactly as received. */
  jws: string;
  header: JsonObject;
  /** The record inside, not yet verified. */
  payload: JsonObject;
};

type Envelope =
  | { kind: 'vc' | 'vp' | 'clr-2.0' | 'ob-3.0' | 'enveloped-vc' | 'enveloped-vp'; value: JsonObject }
  /** `jws`: a compact JWS, or an SD-JWT in its compact form. */
  | { kind: JwtKind; jws: string };

type JwtKind = 'vc-jwt' | 'vp-jwt' | 'vc-sd-jwt' | 'vp-sd-jwt';

/** CLR 1.0 with no credential around it. */
export type NativeRecord = Plain | Signed;

export type ParsedRecord = NativeRecord | Envelope;

const SIGNED: Record<Plain['kind'], Signed['kind']> = {
  'clr-1.0': 'signed-clr',
  'clr-set': 'signed-clr-set',
  assertion: 'signed-assertion',
  endorsement: 'signed-endorsement',
};

/** True for learner records, plain or signed, with no credential around them. */
export function isNativeRecord(parsed: ParsedRecord): parsed is NativeRecord {
  return 'record' in parsed || 'payload' in parsed;
}

/**
 * Recognises a CLR 1.0 record, a credential or a presentation; nothing is validated or verified. The body of
 * postClr, `{clr}` or `{signedClr}`, is read as what it holds.
 *
 * @param value parsed JSON; a compact JWS or SD-JWT as a string
 * @throws BridgeError `record-unrecognised`, whose message says what it looks like instead; for a JWS also
 *   what `decodeJws` throws
 */
export function parseRecord(value: Json): ParsedRecord {
  if (typeof value === 'string') return parseSigned(value.trim());
  if (!isObject(value)) throw unrecognised(value);
  const envelope = envelopeOf(value);
  if (envelope !== undefined) return { kind: envelope, value };
  const kind = kindOf(value);
  if (kind !== undefined) return { kind, record: value };
  const payload = payloadOf(value);
  if (payload !== undefined) return parseRecord(payload);
  throw unrecognised(value);
}

function parseSigned(text: string): Signed | Envelope {
  if (!looksLikeJwt(text)) {
    // Three parts that begin like a JOSE header are meant as a JWS: say what is wrong with it
    if (/^e[wy][^.~]*\.[^.~]*\.[^.~]*$/.test(text)) decodeJws(text);
    throw unrecognised(text);
  }
  const { header, payload, selection } = decodeJwt(text, true);
  const envelope = isObject(payload['vc']) ? 'vc' : isObject(payload['vp']) ? 'vp' : envelopeOf(payload);
  if (envelope !== undefined) {
    const content = envelope === 'vp' ? 'vp' : 'vc';
    return { kind: selection === undefined ? `${content}-jwt` : `${content}-sd-jwt`, jws: text };
  }
  if (selection !== undefined) throw unrecognised(payload, 'The payload of the SD-JWT');
  const kind = kindOf(payload);
  if (kind === undefined) throw unrecognised(payload, 'The payload of the JWS');
  return { kind: SIGNED[kind], jws: text, header, payload };
}

function envelopeOf(value: JsonObject): Exclude<Envelope['kind'], JwtKind> | undefined {
  const types = typesOf(value);
  if (types.includes('EnvelopedVerifiableCredential')) return 'enveloped-vc';
  if (types.includes('EnvelopedVerifiablePresentation')) return 'enveloped-vp';
  if (types.includes('VerifiablePresentation')) return 'vp';
  if (types.includes('ClrCredential')) return 'clr-2.0';
  if (types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')) return 'ob-3.0';
  if (types.includes('VerifiableCredential') || has(value, 'credentialSubject', 'issuer')) return 'vc';
  return undefined;
}

/** By `type`; real CLRs may lack it, so also by the members that each one has. */
function kindOf(value: JsonObject): Plain['kind'] | undefined {
  const types = typesOf(value);
  if (types.includes('Clr')) return 'clr-1.0';
  if (types.includes('ClrSet')) return 'clr-set';
  if (has(value, 'learner', 'publisher', 'issuedOn')) return 'clr-1.0';
  if (Array.isArray(value['clrs']) || Array.isArray(value['signedClrs'])) return 'clr-set';
  if (types.includes('Endorsement') || (isObject(value['claim']) && has(value, 'issuer', 'issuedOn')))
    return 'endorsement';
  // An Open Badge 2.0 calls itself an Assertion too; alone it is no CLR 1.0
  if (has(value, 'badge')) return undefined;
  const awarded = has(value, 'achievement') || has(value, 'recipient') || value['revoked'] === true;
  if (types.includes('Assertion') && awarded) return 'assertion';
  return isObject(value['achievement']) && (has(value, 'recipient') || has(value, 'issuedOn'))
    ? 'assertion'
    : undefined;
}

/** Rule M13: exactly one of the two. */
function payloadOf({ clr, signedClr }: JsonObject): Json | undefined {
  if (isObject(clr) && (signedClr === undefined || signedClr === null)) return clr;
  return typeof signedClr === 'string' && (clr === undefined || clr === null) ? signedClr : undefined;
}

function unrecognised(value: Json, subject = 'The input'): BridgeError {
  const message = `${subject} is no learner record, credential or presentation: it ${appearanceOf(value)}.`;
  return new BridgeError('record-unrecognised', message);
}
