/** Names that the command line and HTTP both offer, with those of the contract that come with later versions. */

export const PROFILES = ['verbatim', 'clr2', 'linked-data'] as const;
/** How a record becomes a credential. */
export type WrapProfile = (typeof PROFILES)[number];

/** Embedded proofs. */
export const EMBEDDED_PROOFS = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const;
export const PROOFS = [...EMBEDDED_PROOFS, 'jwt', 'sd-jwt'] as const;
export const LATER_PROOFS = [
  'eddsa-jcs-2022',
  'ecdsa-rdfc-2019',
  'ecdsa-jcs-2019',
  'ecdsa-sd-2023',
  'bbs-2023',
] as const;

/** What stands in for members that CLR 2.0 requires and CLR 1.0 lacks. */
export const FILLS = ['placeholder', 'copy-name', 'refuse'] as const;
/** Which members of the learner travel into CLR 2.0. */
export const PERSONAL = ['identifiers', 'none', 'all'] as const;
