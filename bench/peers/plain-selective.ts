/** ecdsa-sd-2023 of the plain libraries: a base proof, a part derived of it, and its check. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import {
  createDiscloseCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
} from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';

type Pair = { publicKeyMultibase: string; signer(): object };

export function createPlainSelective(pair: Pair) {
  const did = `did:key:${pair.publicKeyMultibase}`;
  const id = `${did}#${pair.publicKeyMultibase}`;
  const signer = { ...pair.signer(), id };
  const held = createContextLoader();
  const { publicKeyMultibase } = pair;
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase,
  };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: [key],
    assertionMethod: [id],
  };
  const documentLoader = async (url: string) => {
    if (!url.startsWith('did:')) return held(url);
    return { documentUrl: url, document: url.includes('#') ? key : document, contextUrl: null };
  };
  return {
    did,
    issue: async (credential: JsonObject) => {
      const cryptosuite = createSignCryptosuite({ mandatoryPointers: ['/issuer', '/validFrom'] });
      const suite = new DataIntegrityProof({ signer, cryptosuite });
      return (await vc.issue({ credential, suite, documentLoader })) as JsonObject;
    },
    derive: async (verifiableCredential: JsonObject, selectivePointers: string[]) => {
      const cryptosuite = createDiscloseCryptosuite({ selectivePointers });
      const suite = new DataIntegrityProof({ cryptosuite });
      return (await vc.derive({ verifiableCredential, suite, documentLoader })) as JsonObject;
    },
    verify: async (credential: JsonObject) => {
      const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
      return (await vc.verifyCredential({ credential, suite, documentLoader })).verified;
    },
  };
}
