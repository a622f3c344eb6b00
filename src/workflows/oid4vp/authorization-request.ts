/** What a wallet is asked: the authorization request of OpenID4VP 1.0, section 5, by value or to be fetched. */
import { createOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp';
import { setGlobalConfig } from '@openid4vc/utils';
import type { JsonObject } from '../../kernel/json.ts';
import { codeOf } from '../exchange-code.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';
import { dcqlFor } from './credential-queries.ts';
import { presentationDefinitionFor } from './presentation-definition.ts';
import { OLDER_FORMATS, VP_FORMATS } from './vp-formats.ts';

type RequestDeps = Pick<ExchangeDeps, 'deriveSecret' | 'baseUrl'>;

type Payload = Parameters<typeof createOpenid4vpAuthorizationRequest>[0]['authorizationRequestPayload'];

/** Where a request is fetched and answered, and who asks. */
export type Endpoints = {
  /** `client_id`, with its prefix. */
  clientId: string;
  responseUri: string;
  requestUri: string;
};

export async function endpointsOf(deps: RequestDeps, id: string): Promise<Endpoints> {
  const base = deps.baseUrl() ?? 'http://localhost';
  const code = await codeOf(deps, 'claim', id);
  const responseUri = `${base}/oid4vp/responses/${code}`;
  return {
    clientId: `redirect_uri:${responseUri}`,
    responseUri,
    requestUri: `${base}/oid4vp/requests/${code}`,
  };
}

/** The parameters, and a link that has all of them. */
export async function authorizationRequestOf(
  deps: RequestDeps,
  id: string,
  content: RequestContent,
): Promise<{ payload: JsonObject; link: string }> {
  const { clientId, responseUri } = await endpointsOf(deps, id);
  const payload: JsonObject = {
    response_type: 'vp_token',
    response_mode: 'direct_post',
    client_id: clientId,
    response_uri: responseUri,
    nonce: await codeOf(deps, 'nonce', id),
    state: await codeOf(deps, 'state', id),
    ...(content.query === 'presentation-exchange'
      ? {
          presentation_definition: presentationDefinitionFor(id, content),
          client_metadata: { client_name: content.title, vp_formats: olderFormats() },
        }
      : {
          dcql_query: dcqlFor(content) as JsonObject,
          client_metadata: { client_name: content.title, vp_formats_supported: VP_FORMATS },
        }),
  };
  // a service under development is reached over http; the library would refuse its own address
  if (responseUri.startsWith('http:')) setGlobalConfig({ allowInsecureUrls: true });
  const { authorizationRequest } = await createOpenid4vpAuthorizationRequest({
    authorizationRequestPayload: payload as Payload,
    callbacks: { signJwt: unused, encryptJwe: unused },
  });
  return { payload, link: authorizationRequest };
}

const olderFormats = () =>
  Object.fromEntries(Object.entries(OLDER_FORMATS).map(([name, members]) => [name, members as JsonObject]));

const unused = () => {
  throw new Error('Nothing is signed or encrypted in this request.');
};
