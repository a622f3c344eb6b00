/** A credential or presentation in a JWS: whose key, and does the signature hold (VC-JOSE-COSE section 5; Open Badges 3.0 section 8.2). */
import type { Envelope } from '../credentials/envelope.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import { checkJws } from '../proofs/jws.ts';
import type { CheckedProof } from './check-proof.ts';
import { findEnvelopeKey } from './envelope-key.ts';
import type { MethodDeps } from './find-method.ts';

/**
 * The key is the one that the header names (`kid`) or brings along (`jwk`); whose it is, the issuer (or holder)
 * must say: by its DID document, its controller document, or the keys published at its host. Where nobody
 * does, the signature is still checked, and `key-unanchored` says what it does not prove.
 */
export async function checkEnvelope(
  deps: MethodDeps,
  envelope: Envelope,
  pointer: string,
): Promise<CheckedProof> {
  const { header, claims, content, kind, jws } = envelope;
  const purpose: ProofPurpose = kind === 'vc' ? 'assertionMethod' : 'authentication';
  const typ = header['typ'];
  if (typeof typ === 'string' && wrongType(typ, kind)) {
    return {
      findings: [
        finding('envelope-malformed', pointer, `The header says typ ${typ}, but the payload is a ${kind}.`),
      ],
    };
  }
  const owner = idOf(kind === 'vc' ? content['issuer'] : content['holder']) ?? claims['iss'];
  if (typeof owner !== 'string') {
    return { findings: [finding('key-unresolved', pointer, 'Nobody is named as the signer.')] };
  }
  const found = await findEnvelopeKey(deps, header, owner, purpose, pointer);
  if (found.key === undefined) return { findings: found.findings };
  const signature = await checkJws(jws, found.key, pointer);
  const all: Finding[] = [...envelope.findings, ...found.findings, ...signature];
  if (all.some(({ result, severity }) => result === 'fail' && severity === 'error')) return { findings: all };
  const { controller, method, anchored } = found;
  return {
    findings: [
      ...all,
      finding('envelope-valid', pointer),
      finding('proof-valid', pointer, `Signed by ${controller} (${String(header['alg'])}).`),
    ],
    signer: { controller, method, anchored },
  };
}

function wrongType(typ: string, kind: 'vc' | 'vp'): boolean {
  const name = typ.toLowerCase().replace(/^application\//, '');
  return /^(vc|vp)([-+]ld)?\+(jwt|ld\+json\+jwt)$/.test(name) && !name.startsWith(kind);
}
