/** Derived proofs: a holder shows a part of what was signed, and the issuer's signature holds over it. */
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { type BaseProof, baseSuiteOf, parseBaseProof, writeDerivedProof } from './base-proof.ts';
import { canonizeDataset } from './canonize.ts';
import type { LoadDocument } from './contexts.ts';
import { fitPointer } from './fit-pointer.ts';
import { type GroupedStatements, groupStatements } from './group-statements.ts';
import { labelNodes } from './label-nodes.ts';
import { selectJson } from './select-json.ts';
import { MAX_BBS_STATEMENTS } from './sign-base.ts';

export type DeriveOptions = {
  /** JSON Pointers into the document, each naming something there, of what is shown beside what its issuer wants shown. */
  pointers: string[];
  loadDocument: LoadDocument;
  /** For `bbs-2023`: what the verifier finds in the proof. */
  presentationHeader?: Uint8Array;
};

/** The base proof among the proofs of a document; undefined where it has none. */
export function findBaseProof(document: JsonObject): JsonObject | undefined {
  return asArray<Json>(document['proof'] ?? [])
    .filter(isObject)
    .find((proof) => baseSuiteOf(proof) !== undefined);
}

/**
 * The part of a document with a derived proof ("Add Derived Proof" of each suite).
 * What is shown stands as it stood; other proofs of the document, which would not hold, are left out.
 *
 * @throws BridgeError `proof-unfit` for a document without a base proof, or whose base proof does not fit it
 */
export async function deriveProof(
  document: JsonObject,
  { pointers, loadDocument, presentationHeader = new Uint8Array() }: DeriveOptions,
): Promise<JsonObject> {
  const proof = findBaseProof(document);
  const suite = baseSuiteOf(proof);
  const base = proof && suite && parseBaseProof(proof, suite);
  const { proof: _proofs, ...unsigned } = document;
  if (proof === undefined || base === undefined) throw new BridgeError('proof-unfit', NO_BASE);
  const mandatory = base.mandatoryPointers.map((pointer) => {
    const fitted = fitPointer(unsigned, pointer);
    if (fitted === undefined) throw new BridgeError('proof-unfit', NO_FIT);
    return fitted;
  });
  const combined = [...mandatory, ...pointers];
  const grouped = await groupStatements(
    unsigned,
    { mandatory, combined },
    labelNodes(base.suite, base.hmacKey),
    loadDocument,
  );
  const derived = { ...proof, proofValue: await proofValueOf(base, grouped, presentationHeader) };
  return { ...selectJson(unsigned, combined), proof: derived };
}

const NO_BASE = 'The credential has no base proof of ecdsa-sd-2023 or bbs-2023 that can be read.';
const NO_FIT = 'The base proof was made for another credential: what it always shows is not here.';

async function proofValueOf(
  base: BaseProof,
  { statements, groups, labels }: GroupedStatements<'mandatory' | 'combined'>,
  presentationHeader: Uint8Array,
): Promise<string> {
  const { mandatory, combined } = groups;
  const shown = [...combined.indexes].sort((a, b) => a - b);
  const mandatoryIndexes = shown.flatMap((index, i) => (mandatory.indexes.has(index) ? [i] : []));
  const others = statements.flatMap((_, index) => (mandatory.indexes.has(index) ? [] : [index]));
  const selected = others.flatMap((index, i) => (combined.indexes.has(index) ? [i] : []));
  // the verifier sees other canonical names than the whole document has
  const { names } = await canonizeDataset(combined.dataset);
  const nameOf = (node: string) => labels.get(node) ?? '';
  const labelMap = (read: (label: string) => unknown) =>
    new Map([...names].map(([node, canonical]) => [Number(canonical.slice(4)), read(nameOf(node))]));
  if (base.suite === 'ecdsa-sd-2023') {
    const { baseSignature, publicKey, signatures } = base;
    if (signatures.length !== others.length) throw new BridgeError('proof-unfit', NO_FIT);
    return writeDerivedProof(base.suite, [
      baseSignature,
      publicKey,
      selected.flatMap((i) => signatures[i] ?? []),
      labelMap((label) => Uint8Array.from(Buffer.from(label.slice(1), 'base64url'))),
      mandatoryIndexes,
    ]);
  }
  if (others.length > MAX_BBS_STATEMENTS) {
    throw new BridgeError(
      'proof-unfit',
      `bbs-2023 is used here for up to ${MAX_BBS_STATEMENTS} statements that can be hidden; these are ${others.length}.`,
    );
  }
  const proof = await proveMessages(
    base,
    others.map((i) => statements[i] ?? ''),
    selected,
    presentationHeader,
  );
  return writeDerivedProof(base.suite, [
    proof,
    labelMap((label) => Number(label.slice(1))),
    mandatoryIndexes,
    selected,
    presentationHeader,
  ]);
}

async function proveMessages(
  { bbsSignature, bbsHeader, publicKey }: BaseProof & { suite: 'bbs-2023' },
  statements: string[],
  disclosedMessageIndexes: number[],
  presentationHeader: Uint8Array,
): Promise<Uint8Array> {
  const { ALGORITHMS, fromRaw } = await import('@digitalbazaar/bls12-381-multikey');
  const key = await fromRaw({ algorithm: ALGORITHMS.BBS_BLS12381_SHA256, publicKey });
  const messages = statements.map((statement) => new TextEncoder().encode(statement));
  return key
    .deriveProof({
      signature: bbsSignature,
      header: bbsHeader,
      messages,
      presentationHeader,
      disclosedMessageIndexes,
    })
    .catch((cause: unknown) => {
      throw new BridgeError('proof-unfit', NO_FIT, { cause });
    });
}
