/** What of an offer a wallet asks to be authorised for (OpenID4VCI 1.0, section 5.1). */
import { BridgeError } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../../kernel/json.ts';
import { oauthFault } from '../oauth-fault.ts';
import type { Choice } from './configurations.ts';

/**
 * @param authorizationDetails a JSON array (RFC 9396); without it everything is asked for
 * @throws BridgeError `wallet-refused`: `invalid_authorization_details`
 */
export function chooseAsked(choices: Choice[], authorizationDetails: string | undefined): Choice[] {
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
    if (!(error instanceof BridgeError) || error.code === 'wallet-refused') throw error;
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

/** For the access token response: the names under which each thing can be asked for. */
export function describeChoices(choices: Choice[]): JsonObject[] {
  const ids = new Set(choices.map(({ configuration }) => configuration.id));
  return [...ids].map((id) => ({
    type: 'openid_credential',
    credential_configuration_id: id,
    credential_identifiers: choices
      .filter(({ configuration }) => configuration.id === id)
      .map(({ identifier }) => identifier),
  }));
}
