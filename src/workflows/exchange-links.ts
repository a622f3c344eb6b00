/** Where a wallet, and a person, can take up an exchange. */
import type { CredentialFormat, ExchangeKind } from './exchange-ports.ts';

export type ExchangeLinks = {
  /** For people: what is offered or asked, and buttons for wallets. */
  page: string;
  /** For any wallet (VCALM 1.0, interactions): opened by a person it is the page, by a wallet a list of protocols. */
  interaction: string;
  /** Names of protocols as the wallets in the field look for them, several for each protocol, and where it begins. */
  protocols: Record<string, string>;
  /** Deep links that open one wallet, by the wallet. */
  wallets: Record<string, string>;
};

/** Parameters in the link of a request: those by which a wallet fetches it, and all of them where nobody signs it. */
export type RequestParameters = { reference: Record<string, string>; whole?: string };

export type LinkSource = {
  kind: ExchangeKind;
  /** Address of the service. */
  base: string;
  /** For the page and the calls. */
  code: string;
  /** Code of the link of the Learner Credential Wallet; absent where that wallet cannot take the offer up. */
  challenge?: string;
  /** A transaction code is asked for: only OpenID4VCI and the page have a place for it. */
  txCode?: boolean;
  /** Name of the issuer, for people. */
  issuerName?: string;
  /** Begins the links of OpenID4VC instead of `openid-credential-offer://` and `openid4vp://`. */
  walletUrl?: string;
  /** Whether a wallet that runs the exchange of VC-API first proves a DID. */
  didAuth?: boolean;
  /** Of a request of OpenID4VP that can be answered still. */
  request?: RequestParameters;
};

/**
 * All links of an exchange. The keys of `protocols` are those of VCALM 1.0, Digital Bazaar, LearnCard and the Learner
 * Credential Wallet, which differ.
 */
export function listLinks(source: LinkSource): ExchangeLinks {
  const { kind, base, code } = source;
  const page = `${base}/wallet/${kind === 'offer' ? 'claim' : 'present'}/${code}`;
  const interaction = `${base}/interactions/${code}?iuv=1`;
  const openid = kind === 'offer' ? offerLink(source) : requestLink(source);
  const parameters = source.request?.whole;
  const whole = parameters === undefined ? undefined : requestByValue(parameters, source);
  const names =
    kind === 'offer' ? ['OID4VCI', 'openid4vci', 'oid4vci-1.0'] : ['OID4VP', 'openid4vp', 'oid4vp-1.0'];
  const exchange = vcApiLink(source);
  const vcApi = exchange === undefined ? {} : { vcapi: exchange };
  return {
    page,
    interaction,
    protocols: {
      ...vcApi,
      ...Object.fromEntries(names.map((name) => [name, whole ?? openid])),
      website: page,
    },
    wallets: {
      openid4vc: openid,
      ...(kind === 'offer' ? { 'openid4vc-sd-jwt': offerLink(source, 'vc+sd-jwt') } : {}),
      ...(whole === undefined ? {} : { 'openid4vc-by-value': whole }),
      ...(source.challenge === undefined
        ? {}
        : { 'learner-credential-wallet': learnerLink(source, source.challenge) }),
      ...(exchange === undefined ? {} : { learncard: learnCardLink(exchange) }),
      interaction: `interaction:${interaction}`,
    },
  };
}

/** @param format the only one that the wallet is told of */
const offerLink = (
  { base, code, walletUrl = 'openid-credential-offer://' }: LinkSource,
  format?: CredentialFormat,
) => {
  const query = format === undefined ? '' : `?${new URLSearchParams({ format })}`;
  return withQuery(walletUrl, { credential_offer_uri: `${base}/oid4vci/offers/${code}${query}` });
};

/** Short enough for a QR code: the wallet fetches the request. */
const requestLink = ({ base, code, request, walletUrl = 'openid4vp://' }: LinkSource) =>
  withQuery(
    walletUrl,
    request?.reference ?? {
      client_id: `redirect_uri:${base}/oid4vp/responses/${code}`,
      request_uri: `${base}/oid4vp/requests/${code}`,
    },
  );

/** With all parameters: wallets built on one widely used library fetch only requests that are signed. */
const requestByValue = (parameters: string, { walletUrl = 'openid4vp://' }: LinkSource) =>
  `${walletUrl}${walletUrl.includes('?') ? '&' : '?'}${parameters}`;

/** The profile of the exchange is in its address: whether a DID is proven first. */
function vcApiLink({ kind, base, code, txCode, didAuth = true }: LinkSource): string | undefined {
  if (txCode) return undefined;
  const workflow = kind === 'request' ? 'present' : didAuth ? 'claim' : 'claim-unbound';
  return `${base}/workflows/${workflow}/exchanges/${code}`;
}

/** The link of the Learner Credential Wallet; `auth_type` must be there, since its default is another one. */
function learnerLink({ base, code, issuerName = 'CLR Bridge' }: LinkSource, challenge: string): string {
  return withQuery('https://lcw.app/request', {
    issuer: issuerName,
    vc_request_url: `${base}/wallet/legacy/${code}`,
    auth_type: 'bearer',
    challenge,
  });
}

/** LearnCard runs the exchange of VC-API at the address. */
const learnCardLink = (exchange: string) =>
  withQuery('https://learncard.app/request', { vc_request_url: exchange });

function withQuery(url: string, query: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`;
}
