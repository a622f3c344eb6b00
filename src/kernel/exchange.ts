/** Words of exchanges with wallets that the command line and HTTP both offer. */

/** What a request asks for. */
export const TEMPLATES = ['any-clr', 'clr-from', 'badges'] as const;

/**
 * How a verifier names itself (OpenID4VP 1.0, section 5.9): `redirect-uri` by the address that it is answered at, in requests that
 * nobody signs; `did` by a DID and `x509` by the host name in a certificate, in requests signed by their keys.
 */
export const CLIENT_IDS = ['redirect-uri', 'did', 'x509'] as const;

/** What OpenID4VP asks in: DCQL (version 1.0, section 6), or Presentation Exchange 2 for wallets of its drafts. */
export const REQUEST_QUERIES = ['dcql', 'presentation-exchange'] as const;
