/** What the cryptosuites for parts of a document ask of an issuer, a holder or a verifier, in our words. */
import type { Specification, Statement } from './statements.ts';

const test = 'selective-suites.test.ts';

const shared = {
  base: {
    clause: '',
    role: 'issuer',
    says: 'A base proof has its header, in base64url, and names what is mandatory.',
  },
  'mandatory-missing': {
    clause: '',
    role: 'issuer',
    says: 'A mandatory pointer that leads nowhere is an error.',
  },
  derive: {
    clause: '',
    role: 'holder, verifier',
    says: 'A proof is derived for what is selected and what is mandatory, and has its own header.',
  },
  'derive-nothing': {
    clause: '',
    role: 'holder, verifier',
    says: 'A selection that leads nowhere is an error; an empty one shows what is mandatory.',
  },
  verify: {
    clause: '',
    role: 'verifier',
    says: 'A derived proof verifies; not with a word changed, nor with a mandatory part taken out.',
  },
  'verify-header': {
    clause: '',
    role: 'verifier',
    says: 'A proof value with another header, in another base or cut short is an error.',
  },
  'verify-base': {
    clause: '',
    role: 'verifier',
    says: 'A base proof is for the holder; a verifier does not take it.',
  },
} as const satisfies Record<string, Statement>;

export const DI_ECDSA_SD = {
  title: 'Data Integrity ECDSA Cryptosuites 1.0: ecdsa-sd-2023',
  url: 'https://www.w3.org/TR/vc-di-ecdsa/',
  test,
  statements: {
    'sd-base': { ...shared.base, clause: '3.5.2, 3.6.1' },
    'sd-mandatory-missing': { ...shared['mandatory-missing'], clause: '3.6.1' },
    'sd-derive': { ...shared.derive, clause: '3.5.7, 3.6.6' },
    'sd-derive-nothing': { ...shared['derive-nothing'], clause: '3.6.6' },
    'sd-verify': { ...shared.verify, clause: '3.6.7' },
    'sd-verify-header': { ...shared['verify-header'], clause: '3.5.8' },
    'sd-verify-base': { ...shared['verify-base'], clause: '3.5.8' },
  },
} as const satisfies Specification;

export const DI_BBS = {
  title: 'Data Integrity BBS Cryptosuites 1.0',
  url: 'https://www.w3.org/TR/vc-di-bbs/',
  test,
  statements: {
    'bbs-optional-features': {
      clause: '3.3',
      role: 'issuer',
      says: 'Anonymous holder binding, pseudonyms, and both, may be asked for.',
      unmet:
        'The published package has the baseline only; proofs with these features are rejected for their headers.',
    },
    'bbs-multikey': {
      clause: '2.1.1',
      role: 'issuer, verifier',
      says: 'A public key as Multikey is in base58btc, with the prefix of BLS12-381 in G2.',
    },
    'bbs-base': { ...shared.base, clause: '3.3.1' },
    'bbs-mandatory-missing': { ...shared['mandatory-missing'], clause: '3.3.1' },
    'bbs-derive': { ...shared.derive, clause: '3.3.6' },
    'bbs-derive-nothing': { ...shared['derive-nothing'], clause: '3.3.6' },
    'bbs-verify': { ...shared.verify, clause: '3.3.7' },
    'bbs-verify-header': { ...shared['verify-header'], clause: '3.2' },
    'bbs-verify-base': { ...shared['verify-base'], clause: '3.2' },
    'bbs-unlinkable': {
      clause: '4',
      role: 'issuer',
      says: 'Nothing in the values of two proofs that were derived of one base proof tells that they were.',
    },
  },
} as const satisfies Specification;
