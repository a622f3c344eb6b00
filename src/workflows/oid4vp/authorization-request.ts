/** What a wallet is asked: the authorization request of OpenID4VP 1.0, section 5. */
import { createOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp';
import { setGlobalConfig } from '@openid4vc/utils';
import type { JsonObject } from '../../kernel/json.ts';
import { CONTENT_ENCRYPTIONS } from '../../trust/response-keys.ts';
import { codeOf } from '../exchange-code.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';
import { dcqlFor } from './credential-queries.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { presentationDefinitionFor } from './presentation-definition.ts';
import { requestSignerOf } from './request-signer.ts';
import { OLDER_FORMATS, VP_FORMATS } from './vp-formats.ts';

type RequestDeps = Pick<ExchangeDeps, 'now' | 'deriveSecret' | 'baseUrl' | 'signerFor' | 'certified'>;

type LibraryOptions = Parameters<typeof createOpenid4vpAuthorizationRequest>[0];

/** Signed, for whoever names itself by a key; else plain. */
export type AuthorizationRequest = { jwt: string } | { payload: JsonObject };

/** A wallet that takes its time fetches it again. */
const LIFE_SECONDS = 10 * 60;
/** Whom it is for, where nothing is known of the wallet (section 5.8). */
const ANY_WALLET = 'https://self-issued.me/v2';

/**
 * @param walletNonce what the wallet sent to see that the request is fresh (section 5.10)
 * @throws BridgeError `issuer-unknown`, `key-unavailable` where the key is there no more
 */
export async function createAuthorizationRequest(
  deps: RequestDeps,
  id: string,
  content: RequestContent,
  walletNonce?: string,
): Promise<AuthorizationRequest> {
  const endpoints = await endpointsOf(deps, id, content);
  const payload: JsonObject = {
    ...(await parametersOf(deps, id, content, endpoints)),
    ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
  };
  const options: LibraryOptions = {
    authorizationRequestPayload: payload as LibraryOptions['authorizationRequestPayload'],
    ...(walletNonce === undefined ? {} : { wallet: { expectedNonce: walletNonce } }),
    callbacks: { signJwt: unused, encryptJwe: unused },
  };
  allowHttp(endpoints);
  const signer = await requestSignerOf(deps, content);
  if (signer === undefined) {
    await createOpenid4vpAuthorizationRequest(options); // refuses what the standard does not allow
    return { payload };
  }
  const issued = Math.floor(deps.now().getTime() / 1000);
  const { jar } = await createOpenid4vpAuthorizationRequest({
    ...options,
    jar: {
      requestUri: endpoints.requestUri,
      jwtSigner: signer.header,
      expiresInSeconds: LIFE_SECONDS,
      additionalJwtPayload: { aud: ANY_WALLET, iat: issued, exp: issued + LIFE_SECONDS },
    },
    callbacks: { signJwt: signer.sign, encryptJwe: unused },
  });
  return { jwt: jar?.authorizationRequestJwt ?? '' };
}

/** The parameters in a link, for wallets that fetch no unsigned request. */
export async function parametersInLink(
  deps: RequestDeps,
  id: string,
  content: RequestContent,
): Promise<string> {
  const endpoints = await endpointsOf(deps, id, content);
  const payload = await parametersOf(deps, id, content, endpoints);
  allowHttp(endpoints);
  const { authorizationRequest } = await createOpenid4vpAuthorizationRequest({
    authorizationRequestPayload: payload as LibraryOptions['authorizationRequestPayload'],
    callbacks: { signJwt: unused, encryptJwe: unused },
  });
  return authorizationRequest.slice(authorizationRequest.indexOf('?') + 1);
}

async function parametersOf(
  deps: RequestDeps,
  id: string,
  content: RequestContent,
  { clientId, responseUri }: Endpoints,
): Promise<JsonObject> {
  const older = content.query === 'presentation-exchange';
  const key = content.encryption?.publicJwk;
  return {
    response_type: 'vp_token',
    response_mode: key === undefined ? 'direct_post' : 'direct_post.jwt',
    client_id: clientId,
    response_uri: responseUri,
    nonce: await codeOf(deps, 'nonce', id),
    state: await codeOf(deps, 'state', id),
    ...(older
      ? { presentation_definition: presentationDefinitionFor(id, content) }
      : { dcql_query: dcqlFor(content) as JsonObject }),
    client_metadata: {
      client_name: content.title,
      ...(older ? { vp_formats: OLDER_FORMATS } : { vp_formats_supported: VP_FORMATS }),
      ...(key === undefined ? {} : encryptionMetadata(key)),
    },
  };
}

/** In the words of version 1.0 (section 11.1), and of the drafts before it. */
function encryptionMetadata(key: JsonObject): JsonObject {
  return {
    jwks: { keys: [key] },
    encrypted_response_enc_values_supported: CONTENT_ENCRYPTIONS,
    authorization_encrypted_response_alg: String(key['alg']),
    authorization_encrypted_response_enc: CONTENT_ENCRYPTIONS[0] ?? '',
  };
}

/** A service under development is reached over http; the library would refuse its own address. */
function allowHttp({ responseUri }: Endpoints): void {
  if (responseUri.startsWith('http:')) setGlobalConfig({ allowInsecureUrls: true });
}

const unused = () => {
  throw new Error('Nothing is signed or encrypted in this request.');
};
