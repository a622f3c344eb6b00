/** The plain libraries as their users write it: one key, and its document and all contexts from memory. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import type { Peer } from './peer.ts';

export async function createDigitalBazaar(): Promise<Peer> {
  const pair = await Ed25519Multikey.generate();
  const did = `did:key:${pair.publicKeyMultibase}`;
  const signer = { ...pair.signer(), id: `${did}#${pair.publicKeyMultibase}` };
  const held = createContextLoader();
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: signer.id,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: pair.publicKeyMultibase,
  };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: did,
    verificationMethod: [key],
    assertionMethod: [key.id],
  };
  const documentLoader = async (url: string) => {
    // held contexts are tagged static, so the library keeps those it has processed
    if (!url.startsWith('did:')) return held(url);
    return { documentUrl: url, document: url.includes('#') ? key : document, contextUrl: null };
  };
  return {
    did,
    issue: async (credential) =>
      (await vc.issue({
        credential: structuredClone(credential),
        suite: new DataIntegrityProof({ signer, cryptosuite }),
        documentLoader,
      })) as JsonObject,
    verify: async (credential, checkStatus) => {
      const suite = new DataIntegrityProof({ cryptosuite });
      return (await vc.verifyCredential({ credential, suite, documentLoader, checkStatus })).verified;
    },
  };
}
