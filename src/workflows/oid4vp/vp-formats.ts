/** Which forms of presentations are verified here, in the words of OpenID4VP. */
import type { JsonObject } from '../../kernel/json.ts';

const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES256K', 'RS256', 'PS256'];
const PROOF_TYPES = ['DataIntegrityProof', 'Ed25519Signature2020'];
const LINKED_DATA = {
  proof_type_values: PROOF_TYPES,
  cryptosuite_values: [
    'eddsa-rdfc-2022',
    'ecdsa-rdfc-2019',
    'eddsa-jcs-2022',
    'ecdsa-jcs-2019',
    'ecdsa-sd-2023',
    'bbs-2023',
  ],
};
const SELECTIVE = { 'sd-jwt_alg_values': ALGORITHMS, 'kb-jwt_alg_values': ALGORITHMS };

/** `vp_formats_supported` (OpenID4VP 1.0, section 11.1, appendix B); `ldp_vp` is what LearnCard looks for beside. */
export const VP_FORMATS = {
  ldp_vc: LINKED_DATA,
  ldp_vp: LINKED_DATA,
  jwt_vc_json: { alg_values: ALGORITHMS },
  'vc+sd-jwt': SELECTIVE,
  'dc+sd-jwt': SELECTIVE,
} satisfies JsonObject;

/** The same before version 1.0. */
export const OLDER_FORMATS = {
  ldp_vc: { proof_type: PROOF_TYPES },
  ldp_vp: { proof_type: PROOF_TYPES },
  jwt_vc_json: { alg: ALGORITHMS },
  jwt_vp_json: { alg: ALGORITHMS },
} satisfies JsonObject;
