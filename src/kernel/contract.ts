/** Names that the command line and HTTP both offer. */

export const PROFILES = ['verbatim', 'clr2', 'linked-data'] as const;
/** How a record becomes a credential. */
export type WrapProfile = (typeof PROFILES)[number];

/** Embedded proofs. */
export const EMBEDDED_PROOFS = [
  'eddsa-rdfc-2022',
  'eddsa-jcs-2022',
  'ecdsa-rdfc-2019',
  'ecdsa-jcs-2019',
  'Ed25519Signature2020',
] as const;
/** Embedded proofs of which a holder derives others, for parts of the credential. */
export const SELECTIVE_PROOFS = ['ecdsa-sd-2023', 'bbs-2023'] as const;
export const PROOFS = [...EMBEDDED_PROOFS, ...SELECTIVE_PROOFS, 'jwt', 'sd-jwt'] as const;
/** What presentations are signed with. */
export const PRESENT_PROOFS = [...EMBEDDED_PROOFS, 'jwt'] as const;
/** A proof by the name that users give. */
export type OfferedProof = (typeof PROOFS)[number];

/** Types of keys of this service. */
export const KEY_TYPES = ['Ed25519', 'P-256', 'P-384', 'RSA', 'Bls12381G2'] as const;
type KeyType = (typeof KEY_TYPES)[number];

/**
 * The types of key that can make each proof, the ones to be preferred first. For JWTs: what readers in the field take,
 * best first; 1EdTech asks for RS256, and its validator reads ES256 as well.
 */
export const PROOF_KEYS: Record<(typeof PROOFS)[number] | 'jwt-claim', KeyType[]> = {
  'eddsa-rdfc-2022': ['Ed25519'],
  'eddsa-jcs-2022': ['Ed25519'],
  'ecdsa-rdfc-2019': ['P-256', 'P-384'],
  'ecdsa-jcs-2019': ['P-256', 'P-384'],
  Ed25519Signature2020: ['Ed25519'],
  'ecdsa-sd-2023': ['P-256'],
  'bbs-2023': ['Bls12381G2'],
  jwt: ['RSA', 'P-256', 'Ed25519', 'P-384'],
  // wallets in the field read EdDSA and ES256 for sure
  'jwt-claim': ['Ed25519', 'P-256', 'RSA', 'P-384'],
  'sd-jwt': ['RSA', 'P-256', 'Ed25519', 'P-384'],
};

/** What stands in for members that CLR 2.0 requires and CLR 1.0 lacks. */
export const FILLS = ['placeholder', 'copy-name', 'refuse'] as const;
/** Which members of the learner travel into CLR 2.0. */
export const PERSONAL = ['identifiers', 'none', 'all'] as const;
