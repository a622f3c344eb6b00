/**
 * What is known of a credential once all its proofs, and what stands around it, are known. A badge inside a CLR
 * is judged by its own proof; what encloses it only decides how much an open question about it weighs.
 */
import { idOf, subjectsOf } from '../credentials/schema-vc.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { asArray, isObject, type JsonObject } from '../kernel/json.ts';
import { matchIdentity } from '../records/match-identity.ts';
import type { CheckedProof } from '../trust/check-proof.ts';
import { OWN } from './node-of.ts';
import type { Enclosure } from './settle-native-node.ts';

export type Surrounding = {
  role: 'credential' | 'endorsement';
  enclosure: Enclosure;
  /** The credential around it. */
  outer: JsonObject;
  /** For an endorsement: id of the object it stands on. */
  target?: string;
  /** Ids of everything in the outermost object that the endorsement may speak of. */
  ids: ReadonlySet<string>;
  /** Id or e-mail address of the person that all of it should be about. */
  recipient?: string;
};

/**
 * One proof that holds, by a key that somebody answers for, is enough (VC Data Model 2.0, section 4.12); what of the
 * others could not be checked is said as `proof-unread`. One that fails still fails.
 */
export function settleProofs(proofs: CheckedProof[]): CheckedProof[] {
  const holds = ({ signer, findings }: CheckedProof) =>
    signer?.anchored === true &&
    findings.every(({ severity, result }) => severity !== 'error' || result === 'pass');
  if (proofs.length < 2 || !proofs.some(holds)) return proofs;
  return proofs.map((proof) => {
    if (
      holds(proof) ||
      proof.findings.some(({ result, severity }) => result === 'fail' && severity === 'error')
    ) {
      return proof;
    }
    const open = (found: Finding) => found.result === 'unknown' && found.severity === 'error';
    return {
      findings: proof.findings.map((found) =>
        open(found) ? finding('proof-unread', found.pointer, `${found.message} Another proof holds.`) : found,
      ),
    };
  });
}

/** What the proofs of a credential are worth for parts that have none of their own. */
export function enclosureOf(findings: Finding[], around: Surrounding | undefined): Enclosure {
  const own = findings.filter(
    ({ check, severity, result }) => severity === 'error' && OWN.has(check) && result !== 'pass',
  );
  const unanchored = findings.some(({ code }) => code === 'key-unanchored-covered');
  if (own.length === 0) return unanchored && around?.enclosure !== 'covered' ? 'integrity-only' : 'covered';
  return own.every(({ code }) => code === 'key-unanchored') ? 'integrity-only' : 'open';
}

/** The findings of a credential inside another, weighed by what is around it. */
export function settleNested(
  own: Finding[],
  credential: JsonObject,
  pointer: string,
  around: Surrounding,
): Finding[] {
  const covered = around.enclosure === 'covered';
  const settled = own.map((found): Finding => {
    const { code, pointer: at, message } = found;
    if (code === 'expired') return finding('assertion-expired', at, message);
    if (!covered) return found;
    if (code === 'proof-missing') return coveredBy(around.outer, credential, pointer);
    if (code === 'key-unanchored') return finding('key-unanchored-covered', at, message);
    return found;
  });
  return [
    ...settled,
    ...(around.role === 'endorsement'
      ? checkTarget(credential, pointer, around)
      : checkSubject(credential, pointer, around)),
  ];
}

/** Without a proof of its own: the word of whoever signed around it, also about what others awarded. */
function coveredBy(outer: JsonObject, credential: JsonObject, pointer: string): Finding {
  const [signer, issuer] = [idOf(outer['issuer']), idOf(credential['issuer'])];
  if (signer === issuer) return finding('covered', pointer);
  return finding(
    'covered-foreign',
    pointer,
    `It has no proof of its own: that ${issuer ?? 'somebody'} issued it is the word of ${signer ?? 'whoever signed'}.`,
  );
}

/** Open Badges 3.0: an endorsement is about what it stands on; on a credential, about anything in that. */
function checkTarget(credential: JsonObject, pointer: string, around: Surrounding): Finding[] {
  const about = idOf(credential['credentialSubject']);
  const { target, outer, ids } = around;
  if (about !== undefined && about === target) return [];
  const atCredential = target === undefined || target === idOf(outer);
  if (about !== undefined && atCredential && ids.has(about)) return [];
  const message = `The endorsement speaks of ${about ?? 'nothing with an id'}, and stands on ${target ?? 'something without an id'}.`;
  return [finding('endorsement-elsewhere', `${pointer}/credentialSubject`, message)];
}

/**
 * A badge should be the learner’s: the same id as the record’s subject, or an identifier in common. One that is not is
 * still good if it is about the person asked for; and one that is about neither is not what was asked for.
 */
function checkSubject(credential: JsonObject, pointer: string, { outer, recipient }: Surrounding): Finding[] {
  const [theirs] = subjectsOf(outer);
  const [own] = subjectsOf(credential);
  if (theirs === undefined || own === undefined) return [];
  const [a, b] = [idOf(theirs), idOf(own)];
  if (a !== undefined && a === b) return [];
  const known = new Set(identifiersOf(theirs));
  if (identifiersOf(own).some((identifier) => known.has(identifier))) return [];
  if ((a === undefined && known.size === 0) || (b === undefined && identifiersOf(own).length === 0))
    return [];
  const message = `The badge is about ${b ?? 'somebody without an id'}, the record about ${a ?? 'somebody without an id'}.`;
  const at = `${pointer}/credentialSubject`;
  const asked = recipient === undefined ? [] : matchIdentity(own, recipient, at);
  return [
    finding('subject-differs', at, message),
    ...asked.filter(({ code }) => code === 'recipient-mismatch'),
  ];
}

function identifiersOf(subject: JsonObject): string[] {
  return asArray(subject['identifier'])
    .filter(isObject)
    .filter(({ identityType }) => identityType !== 'name')
    .map(({ identityType, identityHash, salt }) =>
      JSON.stringify([identityType ?? null, identityHash ?? null, salt ?? null]),
    );
}
