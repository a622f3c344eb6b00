/** What Securing Verifiable Credentials using JOSE and COSE asks of an issuer, a holder and a verifier, in our words. */
import type { Specification } from './statements.ts';

const both = 'issuer, verifier';

export const JOSE = {
  title: 'Securing Verifiable Credentials using JOSE and COSE',
  url: 'https://www.w3.org/TR/vc-jose-cose/',
  test: 'jose.test.ts',
  statements: {
    cose: {
      clause: '3.3',
      role: both,
      says: 'Credentials and presentations are secured, and verified, with COSE_Sign1.',
      unmet:
        'COSE is neither made nor read: none of the wallets and issuers of learner records that are known here uses it. The specification has one conformance class for each of its forms; those of JWS and SD-JWT are met.',
    },
    'sd-jwt-presentation': {
      clause: '3.2.2',
      role: 'holder, verifier',
      says: 'A presentation is made as SD-JWT.',
      unmet:
        'Such a presentation is verified; what is made is a JWS. The parts that can be hidden are those of the credentials in it, and their key binding signs for the choice.',
    },
    'verification-method': {
      clause: '4.3',
      role: both,
      says: 'The key of an issuer stands in its document as a JsonWebKey, with publicKeyJwk.',
      unmet:
        'Keys that also make Data Integrity proofs are published once, as the Multikey that those suites ask for; RSA keys as JsonWebKey. Both are read, for either kind of proof.',
    },
    'issuer-metadata': {
      clause: '4.2',
      role: 'verifier',
      says: 'Keys of an https issuer can be read from its JWT issuer metadata.',
      unmet:
        'The specification marked it at risk, and it is optional. Keys are found by kid, in the controller document, or in the keys of the host as Open Badges 3.0 has them.',
    },
    'bare-jwt': {
      clause: '3.1.2',
      role: 'verifier',
      says: 'A credential in a presentation that is a text rather than an EnvelopedVerifiableCredential is refused.',
      unmet: 'It is read: wallets in the field send it, and its signature is verified all the same.',
    },
    credential: {
      clause: '3.1.1',
      role: 'issuer',
      says: 'A credential is the payload of a compact JWS with typ vc+jwt and cty vc, by RS256, ES256, ES384 or EdDSA.',
    },
    verify: {
      clause: '3.1.1, 5.1',
      role: 'verifier',
      says: 'A JWS whose signature holds is verified; one that was changed is not.',
    },
    presentation: {
      clause: '3.1.2',
      role: 'holder, verifier',
      says: 'A presentation is the payload of a compact JWS with typ vp+jwt and cty vp, in an EnvelopedVerifiablePresentation.',
    },
    enveloped: {
      clause: '3.1.2',
      role: 'holder, verifier',
      says: 'Secured credentials stand in a presentation as EnvelopedVerifiableCredential.',
    },
    secured: {
      clause: '3.1.2',
      role: 'holder, verifier',
      says: 'A credential in a presentation is secured, or it is not verified.',
    },
    types: {
      clause: '3, 6.1',
      role: 'verifier',
      says: 'The media types tell credentials, presentations and other JWTs apart; one does not pass for another.',
    },
    unsecured: {
      clause: '1.1.1',
      role: 'verifier',
      says: 'What has the algorithm none has no integrity, and is ignored.',
    },
    'vc-claim': {
      clause: '1.1.1, 3.1.3',
      role: both,
      says: 'The claims vc and vp are not there.',
    },
    ignored: {
      clause: '3.1.3',
      role: 'verifier',
      says: 'Header parameters that are not understood are ignored, unless crit names them.',
    },
    times: {
      clause: '3.1.3',
      role: 'verifier',
      says: 'exp ends the signature, whatever the validity of the credential.',
    },
    kid: {
      clause: '4.1.1',
      role: both,
      says: 'kid is there where the key is a DID URL, and is the key that must have signed.',
    },
    iss: {
      clause: '4.1.2',
      role: both,
      says: 'iss, in claims or header, is the issuer, or the id of the issuer.',
    },
    cnf: {
      clause: '4.1.3',
      role: 'verifier',
      says: 'Where cnf names a key of the holder, a selection is verified only with a key binding by it.',
    },
    'sd-jwt': {
      clause: '3.2.1',
      role: 'issuer',
      says: 'A credential is made as SD-JWT, with typ vc+sd-jwt and cty vc, in the compact form.',
    },
    mandatory: {
      clause: '3.2.1',
      role: 'issuer',
      says: 'What verification needs cannot be hidden: status, schema, issuer, validity, types.',
    },
    'sd-jwt-verify': {
      clause: '3.2.1, 5.2',
      role: 'verifier',
      says: 'An SD-JWT is verified; one whose disclosures were changed or added to is not.',
    },
  },
} as const satisfies Specification;
