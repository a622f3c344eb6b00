/** The DID documents this service publishes for the did:web DIDs that lead to it. */
import type { JsonObject } from '../kernel/json.ts';
import { didWebOf } from '../trust/did-forms.ts';
import type { KeyRing } from '../trust/keys.ts';

/**
 * The document at `<baseUrl>/.well-known/did.json` (folder ''), or at `<baseUrl>/<folder>/did.json`
 * (did:web method specification, section "Read").
 *
 * @throws BridgeError `issuer-unknown` where no key of ours belongs to that DID
 */
export function publishDid(keys: KeyRing, baseUrl: string, folder = ''): Promise<JsonObject> {
  return keys.exportDid(didWebOf(baseUrl, folder));
}
