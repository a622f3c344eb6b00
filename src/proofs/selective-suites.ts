import type { SelectiveProof } from './base-proof.ts';

type SelectiveSuite = {
  createSignCryptosuite(options?: { mandatoryPointers?: string[] }): object;
  createVerifyCryptosuite(): object;
};

/**
 * The libraries of the suites whose proofs a holder derives. They are loaded with the first such proof: BBS brings a
 * curve that takes a tenth of a second, for which every start of the program would wait.
 */
export const SELECTIVE_SUITES: Record<SelectiveProof, () => Promise<SelectiveSuite>> = {
  'ecdsa-sd-2023': () => import('@digitalbazaar/ecdsa-sd-2023-cryptosuite'),
  'bbs-2023': () => import('@digitalbazaar/bbs-2023-cryptosuite'),
};
