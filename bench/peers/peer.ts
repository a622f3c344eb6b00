/** Another library that issues and verifies credentials, used as its users use it. */
import type { JsonObject } from '../../src/kernel/json.ts';

export type Peer = {
  did: string;
  issue(credential: JsonObject): Promise<JsonObject>;
  /** Whether the proof of the credential itself holds; nothing inside it is looked at. */
  verify(credential: JsonObject, checkStatus?: CheckStatus): Promise<boolean>;
};

/** Asked by the library where a credential has a status. */
type CheckStatus = (asked: { credential: JsonObject }) => Promise<{ verified: boolean }>;

/** A CLR of version 2.0 with badges in it, all signed by the peer. */
export async function issueAll(
  peer: Peer,
  badges: JsonObject[],
  around: (badges: JsonObject[]) => JsonObject,
): Promise<JsonObject> {
  const signed: JsonObject[] = [];
  for (const badge of badges) signed.push(await peer.issue(badge));
  return peer.issue(around(signed));
}

/** The CLR and each badge in it. */
export async function verifyAll(peer: Peer, credential: JsonObject): Promise<boolean> {
  const { verifiableCredential } = credential['credentialSubject'] as { verifiableCredential: JsonObject[] };
  for (const nested of verifiableCredential) if (!(await peer.verify(nested))) return false;
  return peer.verify(credential);
}
