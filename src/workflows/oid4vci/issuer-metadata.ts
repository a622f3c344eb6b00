/** What wallets read of the service before they claim (OpenID4VCI 1.0, section 12.2; RFC 8414). */
import type { JsonObject } from '../../kernel/json.ts';
import { CONFIGURATIONS, type Configuration } from './configurations.ts';
import { PRE_AUTHORIZED } from './grant-token.ts';

/** Algorithms of keys by which a wallet may prove a DID. */
const PROOF_ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES256K'];
const PROOF_SUITES = ['eddsa-rdfc-2022', 'Ed25519Signature2020', 'ecdsa-rdfc-2019'];

/** @param base address of the service: it is `credential_issuer` */
function endpointsOf(base: string) {
  return {
    authorization_endpoint: `${base}/oid4vci/authorize`,
    pushed_authorization_request_endpoint: `${base}/oid4vci/par`,
    token_endpoint: `${base}/oid4vci/token`,
    credential_endpoint: `${base}/oid4vci/credential`,
    deferred_credential_endpoint: `${base}/oid4vci/deferred`,
    nonce_endpoint: `${base}/oid4vci/nonce`,
    notification_endpoint: `${base}/oid4vci/notification`,
  };
}

/**
 * The document at `/.well-known/openid-credential-issuer`. Members of the authorization server stand in it as well: one
 * wallet reads those of the issuer alone, and no other minds (see docs/decisions/0030-oid4vci.md).
 */
export function describeIssuer(base: string): JsonObject {
  return {
    ...describeServer(base),
    ...endpointsOf(base),
    credential_issuer: base,
    display: [
      { name: 'CLR Bridge', locale: 'en', logo: { uri: `${base}/icon.svg`, alt_text: 'CLR Bridge' } },
    ],
    credential_configurations_supported: Object.fromEntries(
      [...CONFIGURATIONS.values()].map((configuration) => [
        configuration.id,
        describeConfiguration(configuration),
      ]),
    ),
  };
}

/** The document at `/.well-known/oauth-authorization-server`: the service is its own authorization server. */
export function describeServer(base: string): JsonObject {
  const { authorization_endpoint, pushed_authorization_request_endpoint, token_endpoint } = endpointsOf(base);
  return {
    issuer: base,
    authorization_endpoint,
    pushed_authorization_request_endpoint,
    token_endpoint,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['authorization_code', PRE_AUTHORIZED],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    require_pushed_authorization_requests: false,
    'pre-authorized_grant_anonymous_access_supported': true,
    authorization_details_types_supported: ['openid_credential'],
  };
}

function describeConfiguration({ id, format, type, contexts, name, algorithms }: Configuration): JsonObject {
  const linked = format === 'ldp_vc';
  return {
    format,
    scope: id,
    cryptographic_binding_methods_supported: ['did:key', 'did:jwk', 'did:web'],
    credential_signing_alg_values_supported: algorithms,
    proof_types_supported: {
      jwt: { proof_signing_alg_values_supported: PROOF_ALGORITHMS },
      di_vp: { proof_signing_alg_values_supported: PROOF_SUITES },
    },
    credential_definition: { ...(linked ? { '@context': contexts } : {}), type },
    credential_metadata: { display: [{ name, locale: 'en' }] },
  };
}
