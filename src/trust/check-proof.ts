/** One embedded proof, guard by guard (Data Integrity 1.0, section 4.2 Verify Proof). */

import { checkHiddenStatus } from '../credentials/check-selection.ts';
import { SKEW_SECONDS } from '../credentials/checks.ts';
import { digestCredential } from '../credentials/json-digest.ts';
import { definesTerm } from '../credentials/vocabulary.ts';
import { type Finding, finding } from '../kernel/findings.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { showJson } from '../kernel/show-json.ts';
import { parseInstant } from '../kernel/time.ts';
import { baseSuiteOf, countBbsStatements, isDerivedProof } from '../proofs/base-proof.ts';
import { checkVersions } from '../proofs/check-versions.ts';
import type { LoadDocument } from '../proofs/contexts.ts';
import type { ProofPurpose } from '../proofs/data-integrity.ts';
import { findLabels } from '../proofs/group-statements.ts';
import { findPreviousProofs } from '../proofs/proof-chain.ts';
import { keyTypeOfMethod } from '../proofs/public-key.ts';
import { CHECKED_SUITES, suiteOf } from '../proofs/suites.ts';
import { checkBinding } from './check-binding.ts';
import { faultOfProof } from './check-proof-form.ts';
import { findMethod, type MethodDeps } from './find-method.ts';

export type ProofDeps = MethodDeps & { loadDocument: LoadDocument };

/** Who signed, where the signature holds and the key may be used. */
export type ProvenSigner = {
  /** A DID, or another id of a controller. */
  controller: string;
  /** Id of the key. */
  method: string;
  /** False where nobody answers for the controller’s having this key. */
  anchored: boolean;
};

export type CheckedProof = { findings: Finding[]; signer?: ProvenSigner };

/** Proof types of old pilots whose signed bytes cannot be reproduced from the document. */
const LEGACY = new Set(['RsaSignature2018', 'Ed25519Signature2018', 'JsonWebSignature2020']);

export async function checkProof(
  deps: ProofDeps,
  document: JsonObject,
  proof: Json,
  purpose: ProofPurpose,
  pointer: string,
  proofPointer: string,
): Promise<CheckedProof> {
  const fail = (code: Parameters<typeof finding>[0], message?: string): CheckedProof => ({
    findings: [finding(code, proofPointer, message)],
  });
  if (!isObject(proof)) return fail('proof-malformed', 'The proof is no object.');
  const name = suiteOf(proof);
  if (name === undefined || isUnrebuildable(proof)) return unsupported(proof, proofPointer);
  const { keyTypes, binds, signature } = CHECKED_SUITES[name];
  const fault = faultOfProof(proof, CHECKED_SUITES[name]);
  if (fault !== undefined) return fail('proof-malformed', fault);
  const { proofPurpose } = proof;
  const value = proof[signature.member];
  if (baseSuiteOf(proof) !== undefined) return fail('proof-base');
  if (typeof value !== 'string' || !signature.form.test(value)) {
    return fail('proof-malformed', `${signature.member} is not ${signature.formName}.`);
  }
  if (name === 'bbs-2023') {
    const count = countBbsStatements(proof);
    if (count === undefined)
      return fail('proof-malformed', 'What the derived proof holds does not fit together.');
    if (count > MAX_BBS_CHECKED) return fail('proof-unsupported', `${TOO_MANY} ${MAX_BBS_CHECKED}.`);
  }
  if (findPreviousProofs(document, proof) === undefined) return fail('proof-previous');
  if (proofPurpose !== purpose) {
    return fail('proof-purpose', `The proof was made for ${showJson(proofPurpose)}, not for ${purpose}.`);
  }
  const [made, end] = [instantOf(proof['created']), instantOf(proof['expires'])];
  if (end !== undefined && end < deps.now()) return fail('proof-expired');
  if (made !== undefined && made.getTime() > deps.now().getTime() + SKEW_SECONDS * 1000) {
    return fail('proof-in-future', `The proof says that it was made on ${String(proof['created'])}.`);
  }

  const { controller, method, anchored, findings } = await findMethod(
    deps,
    String(proof['verificationMethod']),
    purpose,
    proofPointer,
  );
  if (method === undefined) return { findings };
  const keyType = keyTypeOfMethod(method);
  if (keyType === undefined || !keyTypes.includes(keyType)) {
    const needed = `${name} needs a key of type ${keyTypes.join(' or ')}.`;
    return { findings: [...findings, finding('key-type', proofPointer, needed)] };
  }
  const outcome = await checkVersions(document, proof, name, method, deps.loadDocument);
  if (!outcome.verified) {
    const at = outcome.pointer === '/proof' ? proofPointer : pointer + outcome.pointer;
    const altered = claimsDigest(document) && document['jsonDigest'] !== digestCredential(document);
    return {
      findings: [
        ...findings,
        finding(outcome.code, at, outcome.message),
        ...(altered ? [finding('digest-mismatch', pointer)] : []),
      ],
    };
  }
  const { statements, earlier } = outcome;
  const binding = {
    document,
    proof,
    purpose,
    binds,
    statements,
    ...(earlier === undefined ? {} : { earlier }),
  };
  findings.push(...(await checkBinding(deps.loadDocument, binding, pointer)));
  if (earlier !== undefined) {
    const message = `The signature holds with what ${earlier.url} said since ${earlier.since}, and not with what it says now.`;
    findings.push(finding('context-earlier', pointer, message));
  }
  if (isDerivedProof(proof)) findings.push(...checkDerived(document, pointer));
  const sound = !findings.some(({ result, severity }) => result === 'fail' && severity === 'error');
  if (!sound) return { findings };
  return {
    findings: [...findings, finding('proof-valid', proofPointer, `Signed by ${controller} (${name}).`)],
    signer: { controller, method: method.id, anchored },
  };
}

const instantOf = (time: Json | undefined) => (typeof time === 'string' ? parseInstant(time) : undefined);

/** BBS takes some milliseconds for each statement, hidden or shown, of whoever sends it. */
const MAX_BBS_CHECKED = 256;
const TOO_MANY = 'A proof of bbs-2023 takes time for each statement; checked here are those of up to';

/** What a derived proof leaves open: how much else was signed, and texts that its library takes for names. */
function checkDerived(document: JsonObject, pointer: string): Finding[] {
  const loose = findLabels(document);
  return [
    finding('selection-disclosed', pointer, CHOSEN),
    ...checkHiddenStatus(document, pointer),
    ...(loose === undefined ? [] : [finding('term-loose', pointer + loose, UNBOUND)]),
  ];
}

const CHOSEN = 'The holder chose what is shown; the issuer may have signed more.';
const UNBOUND =
  'A text with "_:" in it is not bound by a derived proof: its library takes it for the name of a node.';

/** A digest that the document itself names and breaks shows tampering even where the proof cannot be checked. */
function claimsDigest(document: JsonObject): boolean {
  return typeof document['jsonDigest'] === 'string' && definesTerm(document['@context'], 'jsonDigest');
}

/** A name as it is, anything else so that it can stand in a message. */
const nameIn = (value: Json | undefined) => (typeof value === 'string' ? value : showJson(value));

/** `signature` instead of proofValue or jws: an early pilot's own form, over bytes nobody can rebuild. */
function isUnrebuildable(proof: JsonObject): boolean {
  if (Object.hasOwn(proof, 'signature')) return true;
  return LEGACY.has(nameIn(proof['type'])) && proof['proofValue'] === undefined && proof['jws'] === undefined;
}

function unsupported(proof: JsonObject, pointer: string): CheckedProof {
  const type =
    proof['type'] === 'DataIntegrityProof'
      ? `DataIntegrityProof/${nameIn(proof['cryptosuite'])}`
      : nameIn(proof['type']);
  const legacy = isUnrebuildable(proof);
  const code = legacy ? 'legacy-unverifiable' : 'proof-unsupported';
  const message = legacy
    ? `A proof of type ${type} over a serialisation that the document does not determine; nobody can verify it from the document.`
    : `Proofs of type ${type} are not checked by this version.`;
  return { findings: [finding(code, pointer, message)] };
}
