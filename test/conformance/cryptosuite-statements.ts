/** What the specifications of the EdDSA and ECDSA cryptosuites ask of an issuer, a holder or a verifier, in our words. */
import type { Specification } from './statements.ts';

const both = 'issuer, verifier';
const test = 'cryptosuites.test.ts';

export const DI_EDDSA = {
  title: 'Data Integrity EdDSA Cryptosuites 1.0',
  url: 'https://www.w3.org/TR/vc-di-eddsa/',
  test,
  statements: {
    'eddsa-multikey': {
      clause: '2.1.1',
      role: both,
      says: 'A public key as Multikey is in base58btc, with the prefix of Ed25519; nothing else is allowed.',
    },
    'eddsa-names': {
      clause: '2.2.1',
      role: both,
      says: 'The type is DataIntegrityProof, the cryptosuite eddsa-rdfc-2022 or eddsa-jcs-2022.',
    },
    'eddsa-value': {
      clause: '2.2.1, 3.2.1, 3.3.1',
      role: both,
      says: 'The value is an Ed25519 signature of 64 bytes in base58btc.',
    },
    'eddsa-vectors': {
      clause: '3.2.3 to 3.2.7, 3.3.3 to 3.3.7, B',
      role: both,
      says: 'Documents and proofs are transformed, hashed and signed so that the published values come out.',
    },
    'eddsa-other-suite': {
      clause: '3.2.3, 3.2.5, 3.3.3, 3.3.5',
      role: 'verifier',
      says: 'A proof of another type or suite than the one that made it is an error.',
    },
    'eddsa-created': {
      clause: '3.2.5, 3.3.5',
      role: 'verifier',
      says: 'A creation date that is no date-time is an error.',
    },
    'eddsa-contexts': {
      clause: '3.2.5',
      role: both,
      says: 'Over RDF the proof has the contexts of the document, whatever it says itself.',
    },
    'eddsa-jcs-contexts': {
      clause: '3.3.1, 3.3.2',
      role: both,
      says: 'Over JCS the proof repeats the contexts, and the document begins with them, in the same order.',
    },
    'eddsa-nonconforming': {
      clause: '1.2',
      role: 'verifier',
      says: 'A document that does not conform gives errors.',
    },
  },
} as const satisfies Specification;

export const DI_ECDSA = {
  title: 'Data Integrity ECDSA Cryptosuites 1.0',
  url: 'https://www.w3.org/TR/vc-di-ecdsa/',
  test,
  statements: {
    'ecdsa-deterministic': {
      clause: '3',
      role: 'issuer',
      says: 'Signatures should be of the deterministic variant of ECDSA.',
      unmet:
        'Keys of the service sign with the random nonce of OpenSSL, the only one that Node offers; every verifier takes it. With a deterministic signer handed in, the published values come out.',
    },
    'ecdsa-multikey': {
      clause: '2.1.1',
      role: both,
      says: 'A public key as Multikey is in base58btc, with the prefix of P-256 or P-384; nothing else is allowed.',
    },
    'ecdsa-names': {
      clause: '2.2.1',
      role: both,
      says: 'The type is DataIntegrityProof, the cryptosuite ecdsa-rdfc-2019, ecdsa-jcs-2019 or ecdsa-sd-2023.',
    },
    'ecdsa-value': {
      clause: '3',
      role: both,
      says: 'The value is r and s side by side (IEEE P1363), 64 or 96 bytes, in base58btc; not DER.',
    },
    'ecdsa-hash': {
      clause: '3, 3.2.4',
      role: both,
      says: 'The size of the key decides the hash of the transformed data and of the canonicalisation.',
    },
    'ecdsa-vectors': {
      clause: '3.2.3 to 3.2.7, 3.3.3 to 3.3.7, A',
      role: both,
      says: 'Documents and proofs are transformed, hashed and signed so that the published values come out.',
    },
    'ecdsa-other-suite': {
      clause: '3.2.3, 3.2.5, 3.3.3, 3.3.5',
      role: 'verifier',
      says: 'A proof of another type or suite than the one that made it is an error.',
    },
    'ecdsa-created': {
      clause: '3.2.5, 3.3.5',
      role: 'verifier',
      says: 'A creation date that is no date-time is an error.',
    },
    'ecdsa-contexts': {
      clause: '3.2.5',
      role: both,
      says: 'Over RDF the proof has the contexts of the document, whatever it says itself.',
    },
    'ecdsa-jcs-contexts': {
      clause: '3.3.1, 3.3.2',
      role: both,
      says: 'Over JCS the proof repeats the contexts, and the document begins with them, in the same order.',
    },
    'ecdsa-key-fits': {
      clause: '2.1, 3.1',
      role: both,
      says: 'A key of another kind than the suite is for neither makes nor verifies its proof.',
    },
  },
} as const satisfies Specification;
