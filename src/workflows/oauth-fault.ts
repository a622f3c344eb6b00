/** Faults in the words of OAuth 2.0 and the protocols over it: what a wallet is answered. */
import { BridgeError } from '../kernel/errors.ts';

/** Names of RFC 6749 (5.2), RFC 6750 (3.1), RFC 9396 (5) and OpenID4VCI 1.0 (8.3.1.2, 9.3, 11.3). */
export type OauthErrorName =
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_token'
  | 'invalid_authorization_details'
  | 'invalid_credential_request'
  | 'unknown_credential_configuration'
  | 'unknown_credential_identifier'
  | 'invalid_proof'
  | 'invalid_nonce'
  | 'invalid_encryption_parameters'
  | 'credential_request_denied'
  | 'invalid_transaction_id'
  | 'invalid_notification_id'
  | 'invalid_notification_request';

/** @param more further members of the answer, for instance `c_nonce` */
export function oauthFault(
  error: OauthErrorName,
  message: string,
  more: { [member: string]: string | number } = {},
): BridgeError {
  return new BridgeError('wallet-refused', message, { extra: { error, ...more } });
}
