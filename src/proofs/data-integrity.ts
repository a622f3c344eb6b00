/**
 * Embedded proofs (Data Integrity 1.0): made and checked by the published suites; which key may sign what is
 * decided here, guard by guard.
 */
import { verify } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import jsigs from 'jsonld-signatures';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, type Json, type JsonObject } from '../kernel/json.ts';
import { canonize } from './canonize.ts';
import type { LoadDocument } from './contexts.ts';
import { explain } from './explain.ts';
import type { KeyType, Signer, VerificationMethod } from './ports.ts';
import { keyOfMethod } from './public-key.ts';

export type ProofName = 'eddsa-rdfc-2022' | 'Ed25519Signature2020';

/** Suites that are checked and never made: `eddsa-2022` is `eddsa-rdfc-2022` before it had its final name. */
type CheckedOnly = 'eddsa-2022';
export type ProofPurpose = 'assertionMethod' | 'authentication';
type Canonize = (input: object, options: { documentLoader: LoadDocument }) => Promise<string>;

/** What the suites ask whether a signature holds. */
type Verifier = {
  id: string;
  algorithm: string;
  verify(signed: { data: Uint8Array; signature: Uint8Array }): Promise<boolean>;
};

/** The name of any suite whose proofs are checked. */
export type SuiteName = ProofName | CheckedOnly;

type SuiteRow = {
  keyTypes: KeyType[];
  /** The context a credential must list for the proof's own terms, by version of the data model. */
  context: { '1.1': string[]; '2.0': string[] };
  create(canonize: Canonize, options: { signer?: object; date?: string }): object;
};

/** Documents of VC 1.1 that were signed before Data Integrity had its second context. */
const LEGACY_CONTEXT = 'https://w3id.org/security/data-integrity/v1';

/** The suites that sign, by the name users give: the cryptosuite's, or the proof type's where it has none. */
export const SUITES: Record<ProofName, SuiteRow> = {
  'eddsa-rdfc-2022': {
    keyTypes: ['Ed25519'],
    context: { '1.1': ['https://w3id.org/security/data-integrity/v2'], '2.0': [] },
    create: (canonize, options) =>
      new DataIntegrityProof({ ...options, cryptosuite: { ...eddsaRdfc2022, canonize } }),
  },
  Ed25519Signature2020: {
    keyTypes: ['Ed25519'],
    context: {
      '1.1': ['https://w3id.org/security/suites/ed25519-2020/v1'],
      '2.0': ['https://w3id.org/security/suites/ed25519-2020/v1'],
    },
    create: (canonize, options) => Object.assign(new Ed25519Signature2020(options), { canonize }),
  },
};

type Check = { canonize: Canonize; verifier: Verifier; document: JsonObject };

const checkEddsa =
  (name: string) =>
  ({ canonize, verifier, document }: Check) =>
    new DataIntegrityProof({
      cryptosuite: { ...eddsaRdfc2022, name, canonize, createVerifier: async () => verifier },
      legacyContext: asArray(document['@context']).includes(LEGACY_CONTEXT),
    });

/** How a proof of each suite is checked. */
const CHECKED: Record<SuiteName, (check: Check) => object> = {
  'eddsa-rdfc-2022': checkEddsa('eddsa-rdfc-2022'),
  'eddsa-2022': checkEddsa('eddsa-2022'),
  Ed25519Signature2020: ({ canonize, verifier }) =>
    Object.assign(new Ed25519Signature2020(), { canonize, verifier }),
};

function isSuiteName(name: string): name is SuiteName {
  return Object.hasOwn(CHECKED, name);
}

/** The name of the suite a proof was made with; undefined for one that is not held. */
export function suiteOf(proof: JsonObject): SuiteName | undefined {
  const name = proof['type'] === 'DataIntegrityProof' ? proof['cryptosuite'] : proof['type'];
  if (typeof name !== 'string' || !isSuiteName(name)) return undefined;
  // `eddsa-rdfc-2022` as a type of its own is no suite
  return (name === 'Ed25519Signature2020') === (proof['type'] === name) ? name : undefined;
}

export type SignOptions = {
  proof: ProofName;
  signer: Signer;
  now: Date;
  loadDocument: LoadDocument;
  purpose?: ProofPurpose;
  /** For presentations: what the verifier asked for. */
  challenge?: string;
  domain?: string;
};

/**
 * Adds a proof to a credential or presentation; the input is not changed.
 *
 * @throws BridgeError `proof-unfit`, or `term-undefined`, `context-unknown`, `context-conflict`,
 *   `context-invalid` with the pointer of what cannot be signed: nothing is dropped silently.
 */
export async function signDocument(document: JsonObject, options: SignOptions): Promise<JsonObject> {
  const { signer, loadDocument, purpose = 'assertionMethod', challenge, domain } = options;
  const row = SUITES[options.proof];
  if (!row.keyTypes.includes(signer.keyType)) {
    throw new BridgeError(
      'proof-unfit',
      `${options.proof} needs a key of type ${row.keyTypes.join(' or ')}; ${signer.id} is ${signer.keyType}.`,
    );
  }
  const suite = row.create(canonizeWith(loadDocument), {
    signer: {
      id: signer.id,
      algorithm: signer.keyType,
      sign: ({ data }: { data: Uint8Array }) => signer.sign(data),
    },
    date: `${options.now.toISOString().slice(0, 19)}Z`,
  });
  const asked = {
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
  };
  try {
    const signed = await jsigs.sign(
      { ...document },
      { suite, purpose: permissive(purpose, asked), documentLoader: loadDocument, addSuiteContext: false },
    );
    return signed as JsonObject;
  } catch (error) {
    const { code, pointer, message } = explain(error, document);
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
  let statements = '';
  const plain = canonizeWith(loadDocument);
  const canonize: Canonize = async (input, options) => {
    const text = await plain(input, options);
    // the document and the options of the proof both pass here
    if (!Object.hasOwn(input, 'proofPurpose')) statements = text;
    return text;
  };
  const suite = CHECKED[name]({ canonize, verifier: createVerifier(method), document });
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
  const { '@context': _context, ...rest } = proof;
  const result = await jsigs.verify(
    { ...document, proof: rest },
    { suite, purpose: permissive(), documentLoader },
  );
  if (result.verified) return { verified: true, statements };
  const causes = [result.error, ...(result.results ?? []).map(({ error }) => error)];
  return { verified: false, ...explain(causes, document as Json) };
}

/** The suites would read the key anew for each signature. */
function createVerifier(method: VerificationMethod): Verifier {
  const key = keyOfMethod(method);
  return {
    id: method.id,
    algorithm: 'Ed25519',
    verify: async ({ data, signature }) => verify(null, data, key, signature),
  };
}

/** The suites hand on a loader of their own, so what processes the contexts is taken from ours. */
function canonizeWith({ toRdf }: LoadDocument): Canonize {
  return (input, { documentLoader }) => canonize(input, { documentLoader, toRdf });
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
