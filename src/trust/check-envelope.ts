/** A credential or presentation in a JWS: whose key, and does the signature hold (VC-JOSE-COSE section 5; Open Badges 3.0 section 8.2). */
import { checkJwtTimes } from '../credentials/check-jwt-times.ts';
import { type Envelope, nameOfTyp } from '../credentials/envelope.ts';
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
  const { header, claims, content, kind, signed } = envelope;
  const purpose: ProofPurpose = kind === 'vc' ? 'assertionMethod' : 'authentication';
  const own = [...envelope.findings, ...checkTyp(envelope, pointer)];
  const owner = idOf(kind === 'vc' ? content['issuer'] : content['holder']) ?? claims['iss'];
  if (typeof owner !== 'string') {
    return { findings: [...own, finding('key-unresolved', pointer, 'Nobody is named as the signer.')] };
  }
  const found = await findEnvelopeKey(deps, header, owner, purpose, pointer);
  if (found.key === undefined) return { findings: [...own, ...found.findings] };
  const signature = await checkJws(signed, found.key, pointer);
  const times = checkJwtTimes(envelope, deps.now(), pointer);
  const all: Finding[] = [...own, ...found.findings, ...signature];
  if (all.some(({ result, severity }) => result === 'fail' && severity === 'error'))
    return { findings: [...all, ...times] };
  const { controller, method, anchored } = found;
  return {
    findings: [
      ...all,
      finding('envelope-valid', pointer),
      finding('proof-valid', pointer, `Signed by ${controller} (${String(header['alg'])}).`),
      ...times,
    ],
    signer: { controller, method, anchored },
  };
}

/** Media types of VC-JOSE-COSE (sections 6.1.1 to 6.1.4) and their earlier spellings: of what, and in which form. */
const TYPED = /^(vc|vp)(?:[-+]ld)?(?:\+ld\+json)?[-+](sd-jwt|jwt)$/;

/**
 * RFC 8725 section 3.11: the header says which kind of JWT it is, and one made for another use must not pass for a
 * credential. `JWT` and no `typ` at all say nothing, and are what Open Badges 3.0 and VC 1.1 write.
 */
function checkTyp({ header, kind, selection }: Envelope, pointer: string): Finding[] {
  const { typ } = header;
  if (typ === undefined) return [];
  const name = typeof typ === 'string' ? nameOfTyp(typ) : '';
  const refused = (message: string) => [finding('envelope-type', pointer, message)];
  const typed = TYPED.exec(name);
  if (typed !== null) {
    const [, content, form] = typed;
    const actual = selection === undefined ? 'jwt' : 'sd-jwt';
    if (content !== kind) return refused(`The header says typ ${name}, but the payload is a ${kind}.`);
    return form === actual ? [] : refused(`The header says typ ${name}, but this is a ${actual}.`);
  }
  if (name === 'jwt' || name === 'jose') return [];
  // an SD-JWT VC is a credential as well, of whatever data model its payload is
  if (name === 'dc+sd-jwt' && kind === 'vc' && selection !== undefined)
    return [finding('envelope-deviation', pointer, 'The header says typ dc+sd-jwt, not vc+sd-jwt.')];
  if (/(^|[-+])jwt$/.test(name) || name === '')
    return refused(
      `The header says typ ${JSON.stringify(typ).slice(0, 60)}, which is no credential or presentation.`,
    );
  return [finding('envelope-deviation', pointer, `The header says typ ${name.slice(0, 60)}.`)];
}
