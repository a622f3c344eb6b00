/** Names that the command line and HTTP both offer, with those of the contract that come with later versions. */

export const PROFILES = ['verbatim', 'linked-data'] as const;
export const LATER_PROFILES = ['clr2'] as const;

export const PROOFS = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const;
export const LATER_PROOFS = [
  'eddsa-jcs-2022',
  'ecdsa-rdfc-2019',
  'ecdsa-jcs-2019',
  'ecdsa-sd-2023',
  'bbs-2023',
  'jwt',
  'sd-jwt',
] as const;
