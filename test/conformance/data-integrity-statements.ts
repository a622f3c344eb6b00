/** What Verifiable Credential Data Integrity 1.0 asks of an issuer, a holder or a verifier, in our words. */
import type { Specification } from './statements.ts';

const both = 'issuer, verifier';

export const DATA_INTEGRITY = {
  title: 'Verifiable Credential Data Integrity 1.0',
  url: 'https://www.w3.org/TR/vc-data-integrity/',
  test: 'data-integrity.test.ts',
  statements: {
    'context-unread': {
      clause: '2.4.1, 4.6',
      role: 'verifier',
      says: 'Contexts are held against known good values also under suites over JCS.',
      unmet:
        'Under such a suite no context is processed, as section 2.4.1 allows: one that is unknown is no error, and what its terms mean is left to the reader. What stands for a learner record is read by its JSON alone.',
    },
    'digest-anywhere': {
      clause: '2.3',
      role: both,
      says: 'digestMultibase of any object is a Multihash in Multibase, or a list of them.',
      unmet:
        'It is held to that in `relatedResource` and `credentialSchema`, where it is also compared. Elsewhere it is signed and verified as any other member, and what it is the digest of is not fetched.',
    },
    'proof-member': { clause: '2.1', role: both, says: 'proof is one object, or a set of objects.' },
    'proof-id': { clause: '2.1', role: both, says: 'The id of a proof is a URL.' },
    'proof-type': { clause: '2.1', role: both, says: 'A proof has a type, which is known.' },
    'proof-purpose': { clause: '2.1', role: both, says: 'A proof has a purpose.' },
    'verification-method': {
      clause: '2.1',
      role: both,
      says: 'A verification method that is named is a URL.',
    },
    cryptosuite: {
      clause: '2.1, 3.1',
      role: both,
      says: 'A DataIntegrityProof names its cryptosuite, as a text.',
    },
    created: { clause: '2.1', role: both, says: 'created is a dateTimeStamp.' },
    expires: {
      clause: '2.1',
      role: 'verifier',
      says: 'expires is a dateTimeStamp, and then the proof ends.',
    },
    domain: { clause: '2.1', role: 'verifier', says: 'domain is a text, or a set of texts.' },
    'proof-value': {
      clause: '2.1',
      role: both,
      says: 'proofValue is Multibase, in the base that the suite says.',
    },
    'previous-proof': {
      clause: '2.1, 2.1.2',
      role: 'verifier',
      says: 'previousProof is a text or a list of texts, and every proof it names must verify as well.',
    },
    'contexts-held': {
      clause: '2.4',
      role: both,
      says: 'The three contexts of the specification are resolved already, with the content of the published digests.',
    },
    'context-validation': {
      clause: '2.4.1, 4.6',
      role: 'verifier',
      says: 'Contexts are held against known good values; a proof that verifies does not make an unknown one good.',
    },
    'context-injection': {
      clause: '2.4.2',
      role: 'issuer',
      says: 'Where no context has the terms of the proof, one is added.',
    },
    'data-loss': {
      clause: '2.4.3',
      role: both,
      says: 'Data that JSON-LD processing would drop is an error.',
    },
    'base-url': {
      clause: '2.4.3',
      role: both,
      says: 'There is no base URL: a relative reference names nothing, and is not signed.',
    },
    'add-proof': {
      clause: '4.2',
      role: 'issuer',
      says: 'A proof that is made has type, verification method and purpose.',
    },
    'add-asked': {
      clause: '4.2',
      role: 'holder, verifier',
      says: 'A proof that is made has the domain and the challenge that were asked for.',
    },
    'add-set': {
      clause: '4.3',
      role: 'issuer',
      says: 'A proof is added to those that are there, which stay as they are.',
    },
    'add-chain': {
      clause: '4.3',
      role: 'issuer',
      says: 'A proof of a chain signs those that it names; one that is not there is an error.',
    },
    parse: {
      clause: '4.4',
      role: 'verifier',
      says: 'A document, or a proof, that is no JSON object is an error.',
    },
    'verify-members': {
      clause: '4.4',
      role: 'verifier',
      says: 'A proof without type, verification method or purpose is an error.',
    },
    'expected-purpose': {
      clause: '4.4',
      role: 'verifier',
      says: 'A proof for another purpose than the expected one is an error.',
    },
    'expected-domain': {
      clause: '4.4',
      role: 'holder, verifier',
      says: 'Another domain than the expected one is an error of the type INVALID_DOMAIN_ERROR.',
    },
    'expected-challenge': {
      clause: '4.4',
      role: 'holder, verifier',
      says: 'Another challenge than the expected one is an error of the type INVALID_CHALLENGE_ERROR.',
    },
    'verify-set': {
      clause: '4.5',
      role: 'verifier',
      says: 'Every proof of a set is verified; what has one that fails is not verified.',
    },
    'verify-chain': {
      clause: '4.5',
      role: 'verifier',
      says: 'A previous proof that is not there is an error.',
    },
    'problem-types': {
      clause: '4.7',
      role: 'verifier',
      says: 'Problems of proofs have a type under https://w3id.org/security#.',
    },
  },
} as const satisfies Specification;
