/** What Verifiable Credentials Data Model 1.1 asks of an issuer, a holder or a verifier, in our words. */
import type { Specification } from './statements.ts';

const both = 'issuer, verifier';

export const VC11 = {
  title: 'Verifiable Credentials Data Model 1.1',
  url: 'https://www.w3.org/TR/vc-data-model-1.1/',
  test: 'vc11.test.ts',
  statements: {
    secured: {
      clause: '4.7',
      role: both,
      says: 'What is issued has a proof, and what is changed or has none is not verified.',
    },
    context: {
      clause: '4.1',
      role: both,
      says: 'The first context is that of version 1.1; the others are URLs or objects.',
    },
    id: { clause: '4.2', role: 'issuer', says: 'An id is one URI.' },
    type: { clause: '4.3', role: both, says: 'The types map to URIs, VerifiableCredential among them.' },
    'type-parts': {
      clause: '4.3, 5.4 to 5.7',
      role: 'issuer',
      says: 'Status, schema, refresh service, terms of use and evidence have a type; the first three an id too.',
    },
    subject: { clause: '4.4', role: both, says: 'There is a subject, or several, and each says something.' },
    issuer: { clause: '4.5', role: both, says: 'The issuer is a URI, or an object whose id is one.' },
    'issuance-date': { clause: '4.6', role: both, says: 'issuanceDate is there, and a date-time.' },
    'expiration-date': {
      clause: '4.8',
      role: both,
      says: 'expirationDate is a date-time; past it, the credential is not verified.',
    },
    status: { clause: '4.9', role: both, says: 'A status that cannot be looked up is never good.' },
    presentation: {
      clause: '4.10',
      role: 'holder, verifier',
      says: 'A presentation has its type, its credentials, a proof, and a URI as its holder.',
    },
    redefinition: {
      clause: '5.3.1',
      role: both,
      says: 'A context that redefines a protected term is an error.',
    },
    'jwt-claims': {
      clause: '6.3.1',
      role: 'verifier',
      says: 'The claims iss, sub, jti, nbf and exp stand for members, and where both are there they agree.',
    },
    'form-read': {
      clause: '1.3',
      role: 'verifier',
      says: 'Every breach is an error.',
      unmet:
        'An id, or an issuer, that is no URI, and parts without type or id, are warnings: records in the field have them, their signatures hold, and they are read without guessing. Issuing refuses them.',
    },
  },
} as const satisfies Specification;
