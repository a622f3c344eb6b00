/** The token endpoint (OpenID4VCI 1.0, section 6): a code becomes an access token, once. */
import { Oauth2AuthorizationServer, Oauth2ServerErrorResponseError } from '@openid4vc/oauth2';
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../kernel/json.ts';
import { checkTxCode } from '../check-tx-code.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { type OauthErrorName, oauthFault } from '../oauth-fault.ts';
import { findOffer, type OpenOffer, takeOffer } from '../redeem-offer.ts';
import { createNonce, NONCE_SECONDS } from './claim-nonce.ts';
import { openSession, SESSION_SECONDS } from './claim-session.ts';
import { type Choice, listChoices } from './configurations.ts';

/** The form that a wallet posts; each name once. */
export type TokenRequest = Record<string, string>;

/** Finds the offer that a code is for, and sees that its holder may have it; it takes nothing yet. */
export type Grant = (deps: ExchangeDeps, request: TokenRequest) => Promise<OpenOffer>;

const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** What the token endpoint takes, by `grant_type`. */
export const GRANTS: Readonly<Record<string, Grant>> = { [PRE_AUTHORIZED]: findPreAuthorized };

/** Headers of key and client attestation and of DPoP are not read: whoever holds the code may claim. */
const NO_HEADERS = { headers: new Headers(), method: 'POST' as const, url: 'https://localhost/' };

/**
 * @returns the access token response: one `credential_identifiers` for each thing of the offer that is asked for, and a
 *   nonce for wallets of draft 13
 * @throws BridgeError `wallet-refused`, `tx-code-wrong`, `exchange-locked`, `exchange-over`
 */
export async function grantToken(deps: ExchangeDeps, request: TokenRequest): Promise<JsonObject> {
  const grant = GRANTS[grantTypeOf(request)];
  if (grant === undefined)
    throw oauthFault('unsupported_grant_type', `grant_type is one of ${Object.keys(GRANTS).join(', ')}.`);
  const offer = await grant(deps, request);
  const choices = chooseAsked(listChoices(offer.content), request['authorization_details']);
  await takeOffer(deps, offer);
  try {
    const token = await openSession(deps, offer.record.id);
    const answer = {
      access_token: token,
      // one wallet refuses any other spelling
      token_type: 'bearer',
      expires_in: SESSION_SECONDS,
      authorization_details: describeChoices(choices),
      c_nonce: await createNonce(deps),
      c_nonce_expires_in: NONCE_SECONDS,
    };
    await deps.exchanges.addEvent(offer.record.id, {
      event: 'authorised',
      happenedAt: deps.now(),
      detail: { way: 'oid4vci' },
    });
    return answer;
  } catch (error) {
    await deps.exchanges.giveBack(offer.record.id);
    throw error;
  }
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
  const { txCode } = offer.content;
  if (txCode === undefined && given !== undefined)
    throw oauthFault('invalid_request', 'This offer has no transaction code.');
  if (txCode !== undefined && given === undefined)
    throw oauthFault('invalid_request', 'This offer needs its transaction code.');
  await checkTxCode(deps, offer, given);
  return offer;
}

/** RFC 9396: what the wallet asks for, of what there is. @throws BridgeError `wallet-refused` */
function chooseAsked(choices: Choice[], authorizationDetails: string | undefined): Choice[] {
  if (authorizationDetails === undefined) return choices;
  const asked = parseDetails(authorizationDetails);
  const chosen = choices.filter(({ configuration }) => asked.includes(configuration.id));
  const other = asked.find((id) => !choices.some(({ configuration }) => configuration.id === id));
  if (other !== undefined || chosen.length === 0)
    throw oauthFault('invalid_authorization_details', 'The offer has no such credential configuration.');
  return chosen;
}

function parseDetails(text: string): string[] {
  try {
    const { value } = parseJson(text);
    if (Array.isArray(value)) return value.map(configurationOf);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
  }
  throw oauthFault('invalid_authorization_details', 'authorization_details is no JSON array of objects.');
}

function configurationOf(detail: Json): string {
  const id =
    isObject(detail) && detail['type'] === 'openid_credential' && detail['credential_configuration_id'];
  if (typeof id === 'string') return id;
  throw oauthFault(
    'invalid_authorization_details',
    'Only openid_credential with a credential_configuration_id is authorised here.',
  );
}

function describeChoices(choices: Choice[]): JsonObject[] {
  const ids = new Set(choices.map(({ configuration }) => configuration.id));
  return [...ids].map((id) => ({
    type: 'openid_credential',
    credential_configuration_id: id,
    credential_identifiers: choices
      .filter(({ configuration }) => configuration.id === id)
      .map(({ identifier }) => identifier),
  }));
}
