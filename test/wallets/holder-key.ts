/** The key of a wallet whose libraries bring none: Ed25519, did:key, and presentations signed with it. */
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { documentLoader as loadHeld } from '../fixtures/plain-verifier.ts';

type Document = Record<string, unknown>;
type Jwk = { kty: string; crv: string; x: string; d?: string };

/** The contexts of the W3C are held; those of 1EdTech, and status lists, are fetched. */
export async function documentLoader(url: string) {
  if (/^(did:|https:\/\/(www\.)?w3(id)?\.org\/)/.test(url)) return loadHeld(url);
  return { contextUrl: null, documentUrl: url, document: (await (await fetch(url)).json()) as object };
}

export async function createHolderKey() {
  const key = await Ed25519Multikey.generate();
  const did = `did:key:${key.publicKeyMultibase}`;
  const keyId = `${did}#${key.publicKeyMultibase}`;
  Object.assign(key, { id: keyId, controller: did });
  const publicJwk = (await Ed25519Multikey.toJwk({ keyPair: key })) as Jwk;
  // of its 64 octets the first half is the key, as a JWK has it
  const { d = '' } = (await Ed25519Multikey.toJwk({ keyPair: key, secretKey: true })) as Jwk;
  const seed = Buffer.from(d, 'base64url').subarray(0, 32).toString('base64url');
  return {
    did,
    keyId,
    privateJwk: { ...publicJwk, d: seed },
    publicJwk,
    signer: { ...key.signer(), algorithm: 'Ed25519' },

    presentationOf: (verifiableCredential?: unknown[]): Document =>
      vc.createPresentation({
        holder: did,
        ...(verifiableCredential && { verifiableCredential }),
        verify: false,
      }),

    signPresentation: (presentation: Document, proof: { challenge: string; domain: string }) =>
      vc.signPresentation({
        presentation,
        suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }),
        ...proof,
        documentLoader,
      }),
  };
}
