/** What VC-API, now VCALM, asks of an issuer, a holder and a verifier, and what the test suites of its Community Group ask. */
import type { Specification } from './statements.ts';

export const VC_API = {
  title: 'VC-API, now VCALM 1.0',
  url: 'https://www.w3.org/TR/vcalm-1.0/',
  test: 'vc-api.test.ts',
  statements: {
    'json-type': {
      clause: '2.4',
      role: 'issuer, verifier',
      says: 'Every body is application/json; problems are application/problem+json (RFC 9457) for whoever does not prefer the former (Accept).',
    },
    'presentations-kept': {
      clause: '3.5',
      role: 'holder, verifier',
      says: 'Presentations with an id can be listed, read again and deleted (202, from then on 410).',
    },
    authorisation: {
      clause: '2.4',
      role: 'issuer, verifier',
      says: 'No authorisation with credentials that stay the same for long.',
      unmet:
        'CLR_BRIDGE_TOKEN is one: a service that others can reach is meant to stand behind a gateway that speaks OAuth 2.0 or the like, and hold the token between the two.',
    },
    'several-proofs': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'An instance that attaches several proofs attaches them all in one call.',
      unmet:
        'An instance has one key and makes one proof; each further one is a further call (proof sets and chains).',
    },
    'unknown-options': {
      clause: '2.4',
      role: 'issuer, verifier',
      says: 'Data and options that are not understood are refused, the latter as UNKNOWN_OPTION_PROVIDED.',
    },
    issue: { clause: '3.2.1', role: 'issuer', says: 'A credential is issued: 201, with its proof.' },
    'issue-instance': {
      clause: '2.4, 3.2.1',
      role: 'issuer',
      says: 'Each instance issues with its own key and proof, and verifies.',
    },
    'issue-body': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'The request has the member credential, or is refused with 400.',
    },
    'issue-context': {
      clause: '3.2.1',
      role: 'issuer',
      says: '@context is there, an array of strings or objects.',
    },
    'issue-type': { clause: '3.2.1', role: 'issuer', says: 'type is there, an array of strings.' },
    'issue-issuer': { clause: '3.2.1', role: 'issuer', says: 'issuer is there, a string or an object.' },
    'issue-foreign': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'Another issuer than the instance is configured for is refused with 400.',
    },
    'issue-subject': { clause: '3.2.1', role: 'issuer', says: 'credentialSubject is there, an object.' },
    'issue-expiration': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'Under VC 1.1 there may be an expirationDate.',
    },
    'credential-id': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'A credential without an id is referred to by credentialId, and not issued twice under it.',
    },
    get: { clause: '3.2.2', role: 'issuer', says: 'What was issued is read again by its id.' },
    delete: {
      clause: '3.2.3',
      role: 'issuer',
      says: 'It is deleted with 202, and is gone from then on (410).',
    },
    'status-list': {
      clause: '3.2',
      role: 'issuer',
      says: 'A status list is begun for a purpose: 201, with its address and the list.',
    },
    verify: { clause: '3.3.1', role: 'verifier', says: 'A valid credential is verified: 200.' },
    'verify-members': {
      clause: '3.3.1',
      role: 'verifier',
      says: 'Without @context, type, issuer, credentialSubject or proof nothing is verified.',
    },
    'verify-proof-members': {
      clause: '3.3.1',
      role: 'verifier',
      says: 'Nor without type, created, verificationMethod, proofValue or proofPurpose of the proof.',
    },
    'verify-forms': {
      clause: '3.3.1',
      role: 'verifier',
      says: 'Nor where one of these members has another form than it must.',
    },
    'verify-status': {
      clause: '3.3.1, 3.3.2',
      role: 'verifier',
      says: 'A failed verification is 200 with verified: false; where the operator asks for it, 400 (for the W3C’s own vector, whose issuer cannot be asked about the key, 200 with verified: false).',
    },
    'verify-options': {
      clause: '3.3.1',
      role: 'verifier',
      says: 'returnCredential, returnResults and returnProblemDetails say what is answered.',
    },
    challenge: {
      clause: '3.3.2, 3.3.3',
      role: 'verifier',
      says: 'A challenge is made on request; a presentation that answers another one, or another domain, is not verified.',
    },
    prove: {
      clause: '3.5.2',
      role: 'holder, verifier',
      says: 'A presentation is signed for a challenge and a domain: 201, and verifies.',
    },
    'errors-or-verified': {
      clause: '3.8.1',
      role: 'verifier',
      says: 'verified is true without errors, and false with them; warnings change nothing.',
    },
    'problem-details': {
      clause: '3.8.2',
      role: 'issuer, verifier',
      says: 'Problems have a URL as their type, a title and a detail for people.',
    },
  },
} as const satisfies Specification;
