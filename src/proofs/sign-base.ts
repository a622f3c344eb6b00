/** Base proofs: what an issuer signs so that the holder can derive proofs for parts of it. */
import { createHash, randomBytes } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { SelectiveProof } from './base-proof.ts';
import { canonize } from './canonize.ts';
import type { LoadDocument } from './contexts.ts';
import { signWithSuite } from './data-integrity.ts';
import { groupStatements } from './group-statements.ts';
import { labelNodes } from './label-nodes.ts';
import type { Signer } from './ports.ts';
import { SELECTIVE_SUITES } from './selective-suites.ts';

/** BBS takes some milliseconds for each statement, here and for whoever derives or verifies. */
export const MAX_BBS_STATEMENTS = 128;

export type BaseOptions = {
  proof: SelectiveProof;
  signer: Signer;
  now: Date;
  loadDocument: LoadDocument;
  /** JSON Pointers, each naming something in the document, of what every derived proof shows. */
  mandatoryPointers: string[];
  /** 32 bytes; default: at random. The holder is handed it in the proof. */
  hmacKey?: Uint8Array;
};

/**
 * Adds a base proof ("Create Base Proof" of each suite); the input is not changed.
 *
 * @throws BridgeError `proof-unfit` for a key of another type, a document whose parts cannot be told by its statements, or one
 *   with more statements than BBS is used for; what `signDocument` throws for what cannot be signed
 */
export async function signBase(document: JsonObject, options: BaseOptions): Promise<JsonObject> {
  const { proof: suite, signer, now, loadDocument, mandatoryPointers } = options;
  if (!PROOF_KEYS[suite].includes(signer.keyType)) {
    const types = PROOF_KEYS[suite].join(' or ');
    throw new BridgeError(
      'proof-unfit',
      `${suite} needs a key of type ${types}; ${signer.id} is ${signer.keyType}.`,
    );
  }
  const hmacKey = options.hmacKey ?? Uint8Array.from(randomBytes(32));
  const createVerifyData = async ({ document, proof }: { document: JsonObject; proof: JsonObject }) => {
    // a time would tell one holder from another (Data Integrity BBS Cryptosuites 1.0, the options of a base proof)
    if (suite === 'bbs-2023' && options.hmacKey === undefined) delete proof['created'];
    return createSignData(document, proof, { suite, mandatoryPointers, hmacKey, loadDocument });
  };
  const { createSignCryptosuite } = await SELECTIVE_SUITES[suite]();
  const cryptosuite = { ...createSignCryptosuite({ mandatoryPointers }), createVerifyData };
  return signWithSuite(document, {
    suite: new DataIntegrityProof({
      cryptosuite,
      signer: signerFor(suite, signer),
      date: `${now.toISOString().slice(0, 19)}Z`,
    }),
    name: suite,
    loadDocument,
  });
}

function signerFor(suite: SelectiveProof, signer: Signer): object {
  const { id, keyType, publicJwk } = signer;
  if (suite === 'ecdsa-sd-2023') {
    return { id, algorithm: keyType, sign: ({ data }: { data: Uint8Array }) => signer.sign(data) };
  }
  const publicKey = Uint8Array.from(Buffer.from(String(publicJwk['x']), 'base64url'));
  const sign = () => Promise.reject(new TypeError('BBS signs messages'));
  return { id, algorithm: keyType, publicKey, sign, multisign: signer.signMessages };
}

type SignData = {
  suite: SelectiveProof;
  mandatoryPointers: string[];
  hmacKey: Uint8Array;
  loadDocument: LoadDocument;
};

async function createSignData(
  document: JsonObject,
  proof: JsonObject,
  { suite, mandatoryPointers, hmacKey, loadDocument }: SignData,
) {
  const options = { '@context': document['@context'] as JsonObject, ...proof };
  const config = await canonize(options, { documentLoader: loadDocument, toRdf: loadDocument.toRdf });
  const { statements, groups } = await groupStatements(
    document,
    { mandatory: mandatoryPointers },
    labelNodes(suite, hmacKey),
    loadDocument,
  );
  const { indexes } = groups.mandatory;
  const nonMandatory = statements.filter((_, i) => !indexes.has(i));
  if (suite === 'bbs-2023' && nonMandatory.length > MAX_BBS_STATEMENTS) {
    throw new BridgeError(
      'proof-unfit',
      `bbs-2023 is used for up to ${MAX_BBS_STATEMENTS} statements that can be hidden, since each takes time; these are ${nonMandatory.length}. Use sd-jwt or ecdsa-sd-2023.`,
    );
  }
  return {
    proofHash: hash(config),
    mandatoryHash: hash(statements.filter((_, i) => indexes.has(i)).join('')),
    mandatoryPointers,
    nonMandatory,
    hmacKey,
  };
}

const hash = (text: string) => Uint8Array.from(createHash('sha256').update(text).digest());
