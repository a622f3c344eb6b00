/** The library of the Digital Credentials Consortium as its wallets and issuers use it: Ed25519Signature2020. */
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import * as vc from '@digitalcredentials/vc';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import type { Peer } from './peer.ts';

const SUITE = 'https://w3id.org/security/suites/ed25519-2020/v1';

export async function createDigitalCredentials(): Promise<Peer> {
  const key = await Ed25519VerificationKey2020.generate();
  const did = `did:key:${key.fingerprint()}`;
  Object.assign(key, { id: `${did}#${key.fingerprint()}`, controller: did });
  const held = createContextLoader();
  const method = { '@context': SUITE, ...key.export({ publicKey: true }) };
  const document = {
    '@context': ['https://www.w3.org/ns/did/v1', SUITE],
    id: did,
    verificationMethod: [method],
    assertionMethod: [key.id],
  };
  const documentLoader = async (url: string) => {
    if (!url.startsWith('did:')) return held(url);
    return { documentUrl: url, document: url.includes('#') ? method : document, contextUrl: null };
  };
  return {
    did,
    issue: async (credential) =>
      (await vc.issue({
        credential: structuredClone(credential),
        suite: new Ed25519Signature2020({ key }),
        documentLoader,
      })) as JsonObject,
    verify: async (credential) => {
      const suite = new Ed25519Signature2020();
      return (await vc.verifyCredential({ credential, suite, documentLoader })).verified;
    },
  };
}
