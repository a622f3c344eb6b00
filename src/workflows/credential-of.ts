/** The credential in whatever form it came: as JSON, as a JWT, or as an object around a JWT. */
import { openEnvelope } from '../credentials/envelope.ts';
import { proofsOf } from '../credentials/schema-vc.ts';
import type { JsonObject } from '../kernel/json.ts';
import { isDerivedProof } from '../proofs/base-proof.ts';
import { jwsOfEnvelope } from '../records/jws-of-envelope.ts';
import { type NativeRecord, type ParsedRecord, parseRecord } from '../records/parse-record.ts';

export type OpenedCredential = {
  kind: 'clr-2.0' | 'ob-3.0' | 'vc';
  /** Not verified. */
  credential: JsonObject;
  /** The compact JWS it came in. */
  jws?: string;
  /** True where its issuer signed more of the record than is shown. */
  selected?: boolean;
};

/** Undefined for what is no credential: a presentation. */
export function credentialOf(parsed: Exclude<ParsedRecord, NativeRecord>): OpenedCredential | undefined {
  switch (parsed.kind) {
    case 'clr-2.0':
    case 'ob-3.0':
    case 'vc':
      return {
        kind: parsed.kind,
        credential: parsed.value,
        selected: proofsOf(parsed.value).some(isDerivedProof),
      };
    case 'vc-jwt':
    case 'vc-sd-jwt':
      return openJws(parsed.jws);
    case 'enveloped-vc':
      return openJws(jwsOfEnvelope(parsed.value) ?? '');
    default:
      return undefined;
  }
}

function openJws(jws: string): OpenedCredential | undefined {
  const { content, kind, selection } = openEnvelope(jws, '');
  if (kind !== 'vc') return undefined;
  const inner = parseRecord(content);
  if (inner.kind !== 'clr-2.0' && inner.kind !== 'ob-3.0' && inner.kind !== 'vc') return undefined;
  const selected = (selection?.hidden ?? []).some((place) => place.startsWith('/credentialSubject'));
  return { kind: inner.kind, credential: inner.value, jws, selected };
}
