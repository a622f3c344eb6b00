/** The token endpoint (OpenID4VCI 1.0, section 6): a pre-authorised code becomes an access token, once. */
import { Oauth2AuthorizationServer, Oauth2ServerErrorResponseError } from '@openid4vc/oauth2';

import type { JsonObject } from '../../kernel/json.ts';

import { checkTxCode } from '../check-tx-code.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { type OauthErrorName, oauthFault } from '../oauth-fault.ts';
import { findOffer, type OpenOffer } from '../redeem-offer.ts';
import { beginClaim } from './begin-claim.ts';
import { chooseAsked } from './choose-asked.ts';
import { listChoices } from './configurations.ts';

/** The form that a wallet posts; each name once. */
export type TokenRequest = Record<string, string>;

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** Headers of key and client attestation and of DPoP are not read: whoever holds the code may claim. */
const NO_HEADERS = { headers: new Headers(), method: 'POST' as const, url: 'https://localhost/' };

/**
 * @returns the access token response: one `credential_identifiers` for each thing of the offer that is asked for
 * @throws BridgeError `wallet-refused`, `tx-code-wrong`, `exchange-locked`, `exchange-over`
 */
export async function grantToken(deps: ExchangeDeps, request: TokenRequest): Promise<JsonObject> {
  if (grantTypeOf(request) !== PRE_AUTHORIZED)
    throw oauthFault('unsupported_grant_type', `grant_type is authorization_code or ${PRE_AUTHORIZED}.`);
  const offer = await findPreAuthorized(deps, request);
  const choices = chooseAsked(listChoices(offer.content), request['authorization_details']);
  return beginClaim(deps, offer, choices);
}

/** The library knows which members each grant needs. @throws BridgeError `wallet-refused` */
function grantTypeOf(accessTokenRequest: TokenRequest): string {
  const server = new Oauth2AuthorizationServer({ callbacks: {} as never });
  try {
    server.parseAccessTokenRequest({ request: NO_HEADERS, accessTokenRequest });
  } catch (error) {
    if (!(error instanceof Oauth2ServerErrorResponseError)) throw error;
    const { error: name, error_description: description = '' } = error.errorResponse;
    throw oauthFault(name as OauthErrorName, description.split('\n')[0] ?? '');
  }
  return String(accessTokenRequest['grant_type']);
}

async function findPreAuthorized(deps: ExchangeDeps, request: TokenRequest): Promise<OpenOffer> {
  const id = await exchangeOfCode(deps, 'pre-authorized_code', request['pre-authorized_code'] ?? '');
  if (id === undefined) throw oauthFault('invalid_grant', 'No offer has this code.');
  const offer = await findOffer(deps, id);
  const given = request['tx_code'] ?? request['user_pin'];
  if (offer.content.txCode === undefined && given !== undefined)
    throw oauthFault('invalid_request', 'This offer has no transaction code.');
  if (offer.content.txCode !== undefined && given === undefined)
    throw oauthFault('invalid_request', 'This offer needs its transaction code.');
  await checkTxCode(deps, offer, given);
  return offer;
}
