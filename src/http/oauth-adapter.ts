/** The store of the authorization server: what it must remember between two requests, and nothing else. */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { JsonObject } from '../kernel/json.ts';
import type { Bridge } from '../workflows/bridge.ts';

type States = Bridge['oid4vci']['authorisation']['states'];

/**
 * The rest is not kept: nobody is logged in from one authorization to the next (Session), and wallets get an access token
 * of the service's own (AccessToken).
 */
const KEPT = new Set(['Interaction', 'Grant', 'AuthorizationCode', 'PushedAuthorizationRequest']);

/** For what the library gives no time to live. */
const FALLBACK_SECONDS = 900;

/** @param spent makes the fault for what another request was first to use */
export function createOauthAdapter(states: States, model: string, spent: () => Error): Adapter {
  const kept = KEPT.has(model);
  return {
    async upsert(id, { jti: _jti, ...payload }, seconds) {
      if (kept)
        await states.save(model, id, payload as JsonObject, seconds ?? FALLBACK_SECONDS, payload.grantId);
    },
    async find(id) {
      if (model === 'Client') return walletAsClient(id);
      const state = kept ? await states.find(model, id) : undefined;
      if (state === undefined) return undefined;
      const { payload, spentAt } = state;
      const consumed = spentAt === undefined ? {} : { consumed: Math.floor(spentAt.getTime() / 1000) };
      return { ...payload, jti: id, ...consumed } as AdapterPayload;
    },
    async consume(id) {
      if (!(await states.spend(model, id))) throw spent();
    },
    async destroy(id) {
      if (kept) await states.remove(model, id);
    },
    async revokeByGrantId(grantId) {
      if (kept) await states.removeOfGrant(model, grantId);
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  };
}

/** Wallets are not registered: whatever name one gives itself, it is a public client (RFC 6749, section 2.1). */
function walletAsClient(id: string): AdapterPayload | undefined {
  if (id.length > 500) return undefined;
  return {
    client_id: id,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    id_token_signed_response_alg: 'EdDSA',
    // never compared: see redirectUriAllowed
    redirect_uris: ['com.example.none:/'],
  };
}
