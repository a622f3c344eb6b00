/**
 * What the specifications ask of an issuer, a holder or a verifier, statement by statement in our words. Each has a
 * case of the same key in the test file named; docs/conformance.md is the table of all (`npm run docs`).
 */

import { BITSTRING } from './bitstring-statements.ts';
import { DI_ECDSA, DI_EDDSA } from './cryptosuite-statements.ts';
import { DATA_INTEGRITY } from './data-integrity-statements.ts';
import { JOSE } from './jose-statements.ts';
import { DI_BBS, DI_ECDSA_SD } from './selective-statements.ts';
import { VC_API } from './vc-api-statements.ts';
import { VC11 } from './vc11-statements.ts';

export type Statement = {
  /** The section of the specification. */
  clause: string;
  says: string;
  role: 'issuer' | 'verifier' | 'issuer, verifier' | 'holder, verifier';
  /** Why it is not met, or not shown. */
  unmet?: string;
};

export type Specification = {
  title: string;
  url: string;
  /** Under test/conformance/. */
  test: string;
  statements: Readonly<Record<string, Statement>>;
};

/** The names of the statements that are met. */
export type Met<S extends Specification> = {
  [Name in keyof S['statements']]: S['statements'][Name] extends { unmet: string } ? never : Name;
}[keyof S['statements']] &
  string;

const both = 'issuer, verifier';

export const VCDM2 = {
  title: 'Verifiable Credentials Data Model 2.0',
  url: 'https://www.w3.org/TR/vc-data-model-2.0/',
  test: 'vcdm2.test.ts',
  statements: {
    secured: {
      clause: '1.3, 4.12',
      role: 'issuer',
      says: 'What is issued has every required member and a proof.',
    },
    verified: {
      clause: '1.3, 4.12',
      role: 'verifier',
      says: 'The securing mechanism is checked; without one nothing is verified.',
    },
    nonconforming: {
      clause: '1.3, 7.1',
      role: 'verifier',
      says: 'A document that does not conform gives errors.',
    },
    'context-present': { clause: '4.3', role: both, says: 'A credential has @context.' },
    'context-first': {
      clause: '4.3',
      role: both,
      says: 'The first context is the base context of version 2.0.',
    },
    'context-items': {
      clause: '4.3',
      role: both,
      says: 'The other contexts are URLs or objects that JSON-LD can process.',
    },
    'presentation-context': {
      clause: '4.3',
      role: 'verifier',
      says: 'The same three rules hold for presentations.',
    },
    id: { clause: '4.4', role: both, says: 'An id, of a credential, subject or other object, is one URL.' },
    'type-present': {
      clause: '4.5',
      role: both,
      says: 'A credential has a type, VerifiableCredential among them.',
    },
    'type-mapped': { clause: '4.5', role: both, says: 'A type is a term that maps to a URL, or a URL.' },
    'type-order': { clause: '4.5', role: 'issuer', says: 'The order of types does not matter.' },
    'type-presentation': {
      clause: '4.5, 4.13',
      role: 'verifier',
      says: 'A presentation has a type, VerifiablePresentation among them.',
    },
    'type-parts': {
      clause: '4.5, 5.4 to 5.6, 5.10',
      role: both,
      says: 'Status, schema, refresh service, terms of use, evidence and reserved members have a type.',
    },
    name: {
      clause: '4.6, 11.1',
      role: both,
      says: 'name and description are texts, or texts with language and direction and nothing else.',
    },
    'issuer-form': { clause: '4.7', role: both, says: 'The issuer is a URL, or an object whose id is one.' },
    'issuer-foreign': {
      clause: '4.7',
      role: 'issuer',
      says: 'The W3C’s suite also issues in the names of did:example:issuer and did:example:other-issuer: done with keys made for them (`keys create --did`), refused without.',
    },
    subject: { clause: '4.8', role: both, says: 'There is a subject, or several, and each says something.' },
    'valid-from': { clause: '4.9', role: both, says: 'validFrom is a dateTimeStamp.' },
    'valid-until': { clause: '4.9', role: both, says: 'validUntil is a dateTimeStamp.' },
    'validity-order': { clause: '4.9', role: both, says: 'validFrom is not after validUntil.' },
    'zone-absent': { clause: '4.9.1', role: 'verifier', says: 'A time without a zone is read as UTC.' },
    status: {
      clause: '4.10',
      role: both,
      says: 'credentialStatus has a type, its id if any is one URL, and there may be several.',
    },
    'schema-form': {
      clause: '4.11',
      role: both,
      says: 'credentialSchema has a type and a URL as its id, and there may be several.',
    },
    'presentation-id': { clause: '4.13', role: 'verifier', says: 'The id of a presentation is one URL.' },
    'presentation-credentials': {
      clause: '4.13',
      role: 'verifier',
      says: 'The credentials of a presentation are objects, each verified; there may be none.',
    },
    holder: {
      clause: '4.13',
      role: 'holder, verifier',
      says: 'holder is a URL, or an object whose id is one.',
    },
    enveloped: {
      clause: '4.13.1',
      role: both,
      says: 'An enveloped credential has the base context, its type, and a data: URL as its id.',
    },
    'enveloped-presentation': {
      clause: '4.13.2',
      role: 'holder, verifier',
      says: 'An enveloped presentation has the base context, its type, and a data: URL as its id.',
    },
    'self-asserted': {
      clause: '4.13.4',
      role: 'holder, verifier',
      says: 'A credential that only the presentation secures is its holder’s own, and the holder is named.',
    },
    redefinition: {
      clause: '5.2.1',
      role: both,
      says: 'A context that redefines a protected term is an error.',
    },
    'resource-form': {
      clause: '5.3',
      role: both,
      says: 'Related resources are objects, each with a URL of its own as its id, and a digest.',
    },
    'resource-digest': {
      clause: '5.3',
      role: both,
      says: 'A resource that is used and has another digest than the issuer gave is an error.',
    },
    'refresh-service': {
      clause: '5.4',
      role: 'issuer',
      says: 'There may be one refresh service or several.',
    },
    'terms-of-use': {
      clause: '5.5',
      role: 'issuer',
      says: 'There may be one policy or several, with an id or without.',
    },
    evidence: { clause: '5.6', role: 'issuer', says: 'Evidence is one object or several.' },
    problems: {
      clause: '7.2',
      role: 'verifier',
      says: 'What is wrong is said as problem details of the specification’s types.',
    },
  },
} as const satisfies Specification;

export const SPECIFICATIONS: readonly Specification[] = [
  VCDM2,
  VC11,
  DATA_INTEGRITY,
  DI_EDDSA,
  DI_ECDSA,
  DI_ECDSA_SD,
  DI_BBS,
  JOSE,
  BITSTRING,
  VC_API,
];
