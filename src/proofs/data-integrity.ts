/**
 * Embedded proofs (Data Integrity 1.0): made and checked by the published suites; which key may sign what is
 * decided here, guard by guard.
 */
import { isDeepStrictEqual } from 'node:util';
import jsigs from 'jsonld-signatures';
import { canonicalJson } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { canonize } from './canonize.ts';
import type { LoadDocument } from './contexts.ts';
import { explain } from './explain.ts';
import type { Signer, VerificationMethod } from './ports.ts';
import { findPreviousProofs } from './proof-chain.ts';
import { canonizeProofOptions } from './proof-options.ts';
import {
  type Canonize,
  CHECKED_SUITES,
  createVerifier,
  type ProofName,
  SUITES,
  type SuiteName,
} from './suites.ts';

export type ProofPurpose = 'assertionMethod' | 'authentication';

export type SignOptions = {
  proof: ProofName;
  signer: Signer;
  now: Date;
  loadDocument: LoadDocument;
  purpose?: ProofPurpose;
  /** For presentations: what the verifier asked for. */
  challenge?: string;
  domain?: string;
  /** Id of the proof, a URL, so that another can name it. */
  proofId?: string;
  /** Ids of proofs that the document has already, and that this one signs as well. */
  previousProof?: string | string[];
};

/**
 * Adds a proof to a credential or presentation, beside those it has; the input is not changed.
 *
 * @throws BridgeError `proof-unfit`, `request-invalid` for a previous proof that is not there or an id that is taken, or `term-undefined`, `context-unknown`, `context-conflict`,
 *   `context-invalid` with the pointer of what cannot be signed: nothing is dropped silently.
 */
export async function signDocument(document: JsonObject, options: SignOptions): Promise<JsonObject> {
  const { signer, loadDocument, purpose = 'assertionMethod', challenge, domain } = options;
  const { proofId, previousProof } = options;
  const row = SUITES[options.proof];
  if (!row.keyTypes.includes(signer.keyType)) {
    throw new BridgeError(
      'proof-unfit',
      `${options.proof} needs a key of type ${row.keyTypes.join(' or ')}; ${signer.id} is ${signer.keyType}.`,
    );
  }
  if (previousProof !== undefined && !row.chains) {
    throw new BridgeError('proof-unfit', `${options.proof} knows no previous proofs.`);
  }
  const chained = previousProof === undefined ? {} : { previousProof };
  const previous = findPreviousProofs(document, chained);
  if (previous === undefined) {
    throw new BridgeError('request-invalid', 'A previous proof that is named is not one of the document.', {
      pointer: '/proof',
    });
  }
  if (
    proofId !== undefined &&
    asArray(document['proof']).some((proof) => isObject(proof) && proof['id'] === proofId)
  ) {
    throw new BridgeError('request-invalid', `The document has a proof ${proofId} already.`, {
      pointer: '/proof',
    });
  }
  const suite = row.create(canonizeWith(row.binds, loadDocument, previous), {
    signer: {
      id: signer.id,
      algorithm: signer.keyType,
      sign: ({ data }: { data: Uint8Array }) => signer.sign(data),
    },
    date: `${options.now.toISOString().slice(0, 19)}Z`,
  });
  const asked = {
    ...(proofId === undefined ? {} : { id: proofId }),
    ...chained,
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  return signWithSuite(document, {
    suite,
    name: options.proof,
    loadDocument,
    purpose: permissive(purpose, asked),
  });
}

/** Adds the proof of a suite of the libraries, whose errors are told as ours. */
export async function signWithSuite(
  document: JsonObject,
  {
    suite,
    name,
    loadDocument,
    purpose = permissive(),
  }: { suite: object; name: string; loadDocument: LoadDocument; purpose?: object },
): Promise<JsonObject> {
  try {
    const signed = await jsigs.sign(
      { ...document },
      { suite, purpose, documentLoader: loadDocument, addSuiteContext: false },
    );
    return signed as JsonObject;
  } catch (error) {
    const { code, pointer, message } = explain(error, document);
    if (error instanceof BridgeError) throw error;
    if (/suite's @context/.test(message)) {
      throw new BridgeError('proof-unfit', `The credential lists no context that defines ${name}.`, {
        pointer: '/@context',
        cause: error,
      });
    }
    if (code === 'proof-invalid' || code === 'proof-malformed') throw error;
    throw new BridgeError(code, message, { pointer, cause: error });
  }
}

export type ProofOutcome =
  | {
      verified: true;
      /** The canonical N-Quads that the signature covers. */
      statements: string;
    }
  | { verified: false; code: ReturnType<typeof explain>['code']; pointer: string; message: string };

/**
 * Whether the signature of one proof holds over a document with a key already found and authorised.
 * Dates, purpose and key authority are not judged here.
 */
export async function checkSignature(
  document: JsonObject,
  proof: JsonObject,
  name: SuiteName,
  method: VerificationMethod,
  loadDocument: LoadDocument,
): Promise<ProofOutcome> {
  const { binds, check } = CHECKED_SUITES[name];
  const previous = findPreviousProofs(document, proof) ?? [];
  let statements = '';
  const plain = canonizeWith(binds, loadDocument, previous);
  const canonize: Canonize = async (input, options) => {
    const text = await plain(input, options);
    if (binds === 'statements' && !isProofOptions(input)) statements = text;
    return text;
  };
  const suite = await check({ canonize, verifier: createVerifier(method), document, method });
  // a DID alone stands for the one key it has
  const named = typeof proof['verificationMethod'] === 'string' ? proof['verificationMethod'] : method.id;
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: named,
    type: 'Multikey',
    controller: method.controller,
    publicKeyMultibase: method.publicKeyMultibase,
  };
  const documentLoader: LoadDocument = async (url) =>
    url === named ? { documentUrl: url, document: key, contextUrl: null } : loadDocument(url);
  const result = await jsigs.verify(
    binds === 'json' ? withSharedContext(document, proof) : withoutProofContext(document, proof),
    { suite, purpose: permissive(), documentLoader },
  );
  if (result.verified) return { verified: true, statements };
  const causes = [result.error, ...(result.results ?? []).map(({ error }) => error)];
  return { verified: false, ...explain(causes, document as Json) };
}

/** The document and the options of the proof are both written down; only the latter have a purpose. */
function isProofOptions(input: object): boolean {
  return Object.hasOwn(input, 'proofPurpose');
}

/**
 * The suites hand on a loader of their own, so what processes the contexts is taken from ours.
 * @param previous proofs that are signed with the document
 */
function canonizeWith(
  binds: 'statements' | 'json',
  loadDocument: LoadDocument,
  previous: JsonObject[],
): Canonize {
  const { toRdf } = loadDocument;
  const plain: Canonize = (input, options) => canonize(input, { ...options, toRdf });
  return async (input, options) => {
    const whole = previous.length > 0 && !isProofOptions(input) ? { ...input, proof: previous } : input;
    if (binds === 'json') return canonicalJson(whole as Json);
    if (isProofOptions(input)) return canonizeProofOptions(input as JsonObject, plain, options, loadDocument);
    return plain(whole, options);
  };
}

/** Over RDF the proof has the contexts of the document, whatever it says itself. */
function withoutProofContext(document: JsonObject, proof: JsonObject): JsonObject {
  const { '@context': _context, ...rest } = proof;
  return { ...document, proof: rest };
}

/**
 * Over JCS the proof repeats the contexts, and the document must begin with them. The packages compare them by
 * identity, which no inline context passes, so those that are equal are made the same.
 */
function withSharedContext(document: JsonObject, proof: JsonObject): JsonObject {
  if (proof['@context'] === undefined) return { ...document, proof };
  const signed = asArray(proof['@context']);
  const contexts = asArray(document['@context']).map((entry, i) =>
    isDeepStrictEqual(entry, signed[i]) ? (signed[i] as Json) : entry,
  );
  return { ...document, '@context': contexts, proof };
}

/** A purpose that matches every proof: the library sees to the signature alone. */
function permissive(term: ProofPurpose = 'assertionMethod', members: JsonObject = {}) {
  return {
    term,
    match: async () => true,
    validate: async () => ({ valid: true }),
    update: async (proof: JsonObject) => Object.assign(proof, { proofPurpose: term }, members),
  };
}
