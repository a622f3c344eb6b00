/** One signed thing taken for another, and the code that each is rejected with; docs/conformance.md shows the table. */
export const CONFUSIONS = {
  'jwt-as-vp': { what: 'A credential in a JWT, as a presentation (`vp+jwt`)', code: 'envelope-type' },
  'vp-as-vc': { what: 'A presentation in a JWT, as a credential (`vc+jwt`)', code: 'envelope-type' },
  'vp-proof-as-vc': { what: 'A proof made to sign in, under a credential', code: 'proof-purpose' },
  'vc-proof-as-vp': { what: 'A proof made to assert, under a presentation', code: 'proof-purpose' },
  'sd-changed': { what: 'An SD-JWT with a disclosure that was changed', code: 'disclosure-invalid' },
  'sd-stripped': { what: 'An SD-JWT without its disclosures and tildes, as a JWT', code: 'envelope-type' },
  'jwt-as-sd': { what: 'A JWT, as an SD-JWT without disclosures', code: 'envelope-type' },
  'other-suite': { what: 'A proof under the name of another suite', code: 'proof-invalid' },
  'other-key': { what: 'A proof under the name of a suite for other keys', code: 'key-type' },
  'wrong-controller': { what: 'A proof with the key of another controller', code: 'issuer-mismatch' },
  expired: { what: 'A proof that has expired', code: 'proof-expired' },
  future: { what: 'A proof created in the future', code: 'proof-in-future' },
  'algorithm-none': { what: 'A JWT with the algorithm none', code: 'algorithm-refused' },
  'algorithm-hmac': { what: 'A JWT with HMAC, the public key being the secret', code: 'algorithm-refused' },
} as const;
