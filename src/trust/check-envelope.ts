/** A credential or presentation in a JWS: whose key, and does the signature hold (VC-JOSE-COSE section 5). */
import type { Envelope } from '../credentials/envelope.ts';
import { idOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import { checkJws } from '../proofs/jws.ts';
import type { ResolveDid } from '../proofs/ports.ts';
import type { CheckedProof } from './check-proof.ts';
import { findMethod } from './find-method.ts';

/**
 * The key is the signer's own: the one `kid` names in the document of the issuer's (or holder's) DID. A key
 * that the header brings along proves nothing about anybody.
 */
export async function checkEnvelope(
  resolveDid: ResolveDid,
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
  const kid = header['kid'];
  const id =
    typeof kid === 'string' ? (kid.startsWith('did:') ? kid : `${owner}#${kid.replace(/^.*#/, '')}`) : owner;
  if (!id.startsWith('did:')) {
    return {
      findings: [
        finding(
          'key-unresolved',
          pointer,
          `The issuer ${owner} is no DID; whose key signed is not established.`,
        ),
      ],
    };
  }
  const { controller, method, findings } = await findMethod(resolveDid, id, purpose, pointer);
  if (method === undefined) return { findings };
  const signature = await checkJws(jws, method.publicJwk, pointer);
  const all: Finding[] = [...envelope.findings, ...findings, ...signature];
  if (all.some(({ result, severity }) => result !== 'pass' && severity === 'error')) return { findings: all };
  return { findings: [...all, finding('envelope-valid', pointer)], signer: controller };
}

function wrongType(typ: string, kind: 'vc' | 'vp'): boolean {
  const name = typ.toLowerCase().replace(/^application\//, '');
  return /^(vc|vp)([-+]ld)?\+(jwt|ld\+json\+jwt)$/.test(name) && !name.startsWith(kind);
}
