/** DIDKit in WebAssembly. It holds the contexts of VC 1.1 and can be handed no others, so it takes credentials of VC 1.1. */
import {
  generateEd25519Key,
  issueCredential,
  keyToDID,
  keyToVerificationMethod,
  verifyCredential,
} from '@spruceid/didkit-wasm-node';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Peer } from './peer.ts';

export type Didkit = Peer & {
  issueJwt(credential: JsonObject): Promise<string>;
  verifyJwt(token: string): Promise<boolean>;
};

const isGood = (answer: string) => {
  const { checks, errors } = JSON.parse(answer) as { checks: string[]; errors: string[] };
  return checks.length > 0 && errors.length === 0;
};

export async function createDidkit(): Promise<Didkit> {
  const jwk = generateEd25519Key();
  const did = keyToDID('key', jwk);
  const verificationMethod = await keyToVerificationMethod('key', jwk);
  const asked = { proofPurpose: 'assertionMethod', verificationMethod };
  return {
    did,
    issue: async (credential) =>
      JSON.parse(await issueCredential(JSON.stringify(credential), JSON.stringify(asked), jwk)) as JsonObject,
    verify: async (credential) => isGood(await verifyCredential(JSON.stringify(credential), '{}')),
    issueJwt: (credential) =>
      issueCredential(JSON.stringify(credential), JSON.stringify({ ...asked, proofFormat: 'jwt' }), jwk),
    verifyJwt: async (token) => isGood(await verifyCredential(token, '{"proofFormat":"jwt"}')),
  };
}
