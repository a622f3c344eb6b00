/** Where a request of OpenID4VP is fetched and answered, and who asks. */
import { codeOf } from '../exchange-code.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';

export type Endpoints = {
  /** `client_id`, with its prefix (OpenID4VP 1.0, section 5.9). */
  clientId: string;
  responseUri: string;
  requestUri: string;
};

export async function endpointsOf(
  deps: Pick<ExchangeDeps, 'deriveSecret' | 'baseUrl'>,
  id: string,
  content: RequestContent,
): Promise<Endpoints> {
  const base = deps.baseUrl() ?? 'http://localhost';
  const code = await codeOf(deps, 'claim', id);
  const responseUri = `${base}/oid4vp/responses/${code}`;
  return {
    clientId: clientIdOf(content, base, responseUri),
    responseUri,
    requestUri: `${base}/oid4vp/requests/${code}`,
  };
}

function clientIdOf(
  { clientId, verifier, query }: RequestContent,
  base: string,
  responseUri: string,
): string {
  if (clientId === 'x509') return `x509_san_dns:${new URL(base).hostname}`;
  if (clientId === 'redirect-uri' || verifier === undefined) return `redirect_uri:${responseUri}`;
  // before version 1.0 a DID had no prefix
  return query === 'presentation-exchange' ? verifier : `decentralized_identifier:${verifier}`;
}

/** What wallets sign as domain or audience: the identifier, with its prefix or without, or where they answer. */
export function domainsOf({ clientId, responseUri }: Endpoints): string[] {
  const bare = clientId.replace(/^(?:decentralized_identifier|x509_san_dns|redirect_uri):/, '');
  return [...new Set([clientId, responseUri, bare])];
}
