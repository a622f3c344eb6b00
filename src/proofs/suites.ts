/**
 * The suites of embedded proofs: which published library makes and checks each, with which keys, and what its
 * signature binds. Names stand as users give them: the cryptosuite's, or the proof type's where it has none.
 */
import { verify } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as ecdsaJcs2019 from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { Ed25519Signature2018 } from '@digitalbazaar/ed25519-signature-2018';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import * as eddsaJcs2022 from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { type EMBEDDED_PROOFS, PROOF_KEYS } from '../kernel/contract.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import type { SelectiveProof } from './base-proof.ts';
import type { LoadDocument } from './contexts.ts';
import { checkDetachedJws } from './detached-jws.ts';
import type { CheckedKeyType, VerificationMethod } from './ports.ts';
import { keyOfMethod, keyTypeOfMethod } from './public-key.ts';
import { SELECTIVE_SUITES } from './selective-suites.ts';

export type ProofName = (typeof EMBEDDED_PROOFS)[number];

/**
 * The name of any suite whose proofs are checked: `eddsa-2022` is `eddsa-rdfc-2022` before it had its final name, of
 * `ecdsa-sd-2023` and `bbs-2023` what a holder derived, and the last two are of the time before Data Integrity.
 */
export type SuiteName = ProofName | 'eddsa-2022' | SelectiveProof | JwsSuiteName;
type JwsSuiteName = 'Ed25519Signature2018' | 'JsonWebSignature2020';

/** How what is hashed is written down. The digest names blank nodes; suites over JCS need no options. */
export type Canonize = (
  input: object,
  options: { documentLoader: LoadDocument; messageDigestAlgorithm?: string },
) => Promise<string>;

/** What the suites ask whether a signature holds. */
type Verifier = {
  id: string;
  algorithm: CheckedKeyType;
  verify(signed: { data: Uint8Array; signature: Uint8Array }): Promise<boolean>;
};

type Check = { canonize: Canonize; verifier: Verifier; document: JsonObject; method: VerificationMethod };

/** The member that holds a signature, and how it is written. */
type Signature = { member: 'proofValue' | 'jws'; form: RegExp; formName: string };

const BASE58: Signature = {
  member: 'proofValue',
  form: /^z[1-9A-HJ-NP-Za-km-z]+$/,
  formName: 'base58btc multibase',
};
const DETACHED_JWS: Signature = {
  member: 'jws',
  form: /^[\w-]+\.\.[\w-]+$/,
  formName: 'a compact JWS without payload',
};
/**
 * What is derived begins with the header 0xd95d01 (Data Integrity ECDSA Cryptosuites 1.0, section 3.5.7) or 0xd95d03 (BBS
 * Cryptosuites 1.0, serializeDerivedProofValue). A signature for each statement makes the first long; beyond this are several thousand.
 * In the second each statement that is hidden has 32 bytes, and takes time; beyond this are several hundred.
 */
const derived = (start: string, length: number): Signature => ({
  member: 'proofValue',
  form: new RegExp(`^${start}[\\w-]{1,${length}}$`),
  formName: 'a derived proof in base64url multibase, of a length that is checked',
});

type Suite = {
  keyTypes: CheckedKeyType[];
  /** `statements`: the RDF graph that the JSON means. `json`: the JSON itself (JCS, RFC 8785). */
  binds: 'statements' | 'json';
  signature: Signature;
  /** Whether its proofs may sign others along (`previousProof`). */
  chains: boolean;
  check(check: Check): object | Promise<object>;
};

type SigningSuite = Suite & {
  /** The context a credential must list for the proof's own terms, by version of the data model. */
  context: { '1.1': string[]; '2.0': string[] };
  create(canonize: Canonize, options: { signer?: object; date?: string }): object;
};

/** Documents of VC 1.1 that were signed before Data Integrity had its second context. */
const LEGACY_CONTEXT = 'https://w3id.org/security/data-integrity/v1';
const ED25519_CONTEXT = 'https://w3id.org/security/suites/ed25519-2020/v1';

/** A suite of VC Data Integrity 1.0; the packages over JCS have one object to sign with and another to verify. */
function dataIntegrity(
  traits: Pick<Suite, 'keyTypes' | 'binds'>,
  signing: object,
  verifying: object = signing,
): SigningSuite {
  return {
    ...traits,
    signature: BASE58,
    chains: true,
    context: { '1.1': ['https://w3id.org/security/data-integrity/v2'], '2.0': [] },
    create: (canonize, options) =>
      new DataIntegrityProof({ ...options, cryptosuite: { ...signing, canonize } }),
    check: ({ canonize, verifier, document }) =>
      new DataIntegrityProof({
        cryptosuite: { ...verifying, canonize, createVerifier: async () => verifier },
        legacyContext: asArray(document['@context']).includes(LEGACY_CONTEXT),
      }),
  };
}

/** The suites that sign. */
export const SUITES: Record<ProofName, SigningSuite> = {
  'eddsa-rdfc-2022': dataIntegrity(
    { keyTypes: PROOF_KEYS['eddsa-rdfc-2022'], binds: 'statements' },
    eddsaRdfc2022,
  ),
  'eddsa-jcs-2022': dataIntegrity(
    { keyTypes: PROOF_KEYS['eddsa-jcs-2022'], binds: 'json' },
    eddsaJcs2022.createSignCryptosuite(),
    eddsaJcs2022.createVerifyCryptosuite(),
  ),
  'ecdsa-rdfc-2019': dataIntegrity(
    { keyTypes: PROOF_KEYS['ecdsa-rdfc-2019'], binds: 'statements' },
    ecdsaRdfc2019,
  ),
  'ecdsa-jcs-2019': dataIntegrity(
    { keyTypes: PROOF_KEYS['ecdsa-jcs-2019'], binds: 'json' },
    ecdsaJcs2019.createSignCryptosuite(),
    ecdsaJcs2019.createVerifyCryptosuite(),
  ),
  Ed25519Signature2020: {
    keyTypes: PROOF_KEYS.Ed25519Signature2020,
    binds: 'statements',
    signature: BASE58,
    chains: false,
    context: { '1.1': [ED25519_CONTEXT], '2.0': [ED25519_CONTEXT] },
    create: (canonize, options) => Object.assign(new Ed25519Signature2020(options), { canonize }),
    check: ({ canonize, verifier }) => Object.assign(new Ed25519Signature2020(), { canonize, verifier }),
  },
};

/**
 * Suites whose signature is a JWS without its payload (RFC 7797) over what the library hashes; jose checks the JWS. The
 * library would also look for the key and for contexts of its own time, which is done elsewhere.
 */
function detachedJws(type: JwsSuiteName, keyTypes: CheckedKeyType[]): Suite {
  return {
    keyTypes,
    binds: 'statements',
    signature: DETACHED_JWS,
    chains: false,
    check: ({ canonize, method }) =>
      Object.assign(new Ed25519Signature2018(), {
        type,
        canonize,
        matchProof: async () => true,
        getVerificationMethod: async () => ({}),
        verifySignature: ({ verifyData, proof }: { verifyData: Uint8Array; proof: JsonObject }) =>
          checkDetachedJws(String(proof['jws']), verifyData, keyOfMethod(method)),
      }),
  };
}

/**
 * A suite of derived proofs, with its library whole: it canonicalises by itself, and would leave out what a chain puts in.
 */
function selective(name: SelectiveProof, keyTypes: CheckedKeyType[], signature: Signature): Suite {
  return {
    keyTypes,
    binds: 'statements',
    signature,
    chains: false,
    check: async ({ document }) => {
      const { createVerifyCryptosuite } = await SELECTIVE_SUITES[name]();
      return new DataIntegrityProof({
        cryptosuite: createVerifyCryptosuite(),
        legacyContext: asArray(document['@context']).includes(LEGACY_CONTEXT),
      });
    },
  };
}

/** The suites whose proofs are checked. */
export const CHECKED_SUITES: Record<SuiteName, Suite> = {
  ...SUITES,
  'eddsa-2022': dataIntegrity(
    { keyTypes: ['Ed25519'], binds: 'statements' },
    { ...eddsaRdfc2022, name: 'eddsa-2022' },
  ),
  'ecdsa-sd-2023': selective('ecdsa-sd-2023', ['P-256'], derived('u2V0B', 256_000)),
  'bbs-2023': selective('bbs-2023', ['Bls12381G2'], derived('u2V0D', 16_000)),
  Ed25519Signature2018: detachedJws('Ed25519Signature2018', ['Ed25519']),
  JsonWebSignature2020: detachedJws('JsonWebSignature2020', [
    'Ed25519',
    'P-256',
    'P-384',
    'RSA',
    'secp256k1',
  ]),
};

/** Suites that are a type of proof of their own; all others are cryptosuites of `DataIntegrityProof`. */
const PROOF_TYPES: ReadonlySet<SuiteName> = new Set([
  'Ed25519Signature2020',
  'Ed25519Signature2018',
  'JsonWebSignature2020',
]);

function isSuiteName(name: string): name is SuiteName {
  return Object.hasOwn(CHECKED_SUITES, name);
}

/** The name of the suite a proof was made with; undefined for one that is not held. */
export function suiteOf(proof: JsonObject): SuiteName | undefined {
  const name = proof['type'] === 'DataIntegrityProof' ? proof['cryptosuite'] : proof['type'];
  if (typeof name !== 'string' || !isSuiteName(name)) return undefined;
  // `eddsa-rdfc-2022` as a type of its own is no suite
  return PROOF_TYPES.has(name) === (proof['type'] === name) ? name : undefined;
}

/** The digest that a signature is made over; Ed25519 hashes by itself. */
const DIGEST: Record<Exclude<CheckedKeyType, 'Bls12381G2'>, string | null> = {
  Ed25519: null,
  'P-256': 'sha256',
  'P-384': 'sha384',
  RSA: 'sha256',
  secp256k1: 'sha256',
};

/** Checks signatures with the key of a method, which the suites would read anew for each. */
export function createVerifier(method: VerificationMethod): Verifier {
  const algorithm = keyTypeOfMethod(method) ?? 'RSA';
  // the library of its suite reads such a key from the method by itself
  if (algorithm === 'Bls12381G2') return { id: method.id, algorithm, verify: async () => false };
  const key = keyOfMethod(method);
  return {
    id: method.id,
    algorithm,
    verify: async ({ data, signature }) =>
      verify(DIGEST[algorithm], data, { key, dsaEncoding: 'ieee-p1363' }, signature),
  };
}
