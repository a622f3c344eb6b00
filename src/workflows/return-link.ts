/** Where a person goes on who answered a request from a wallet. */
import { codeOf } from './exchange-code.ts';
import type { ExchangeDeps, RequestContent } from './exchange-ports.ts';

/**
 * With a code that nobody but this wallet is told: the owner's page compares it with the owner's own (OpenID4VP 1.0, section
 * 13.3), so that whoever merely has the link of the request does not get into the session of another.
 *
 * @returns undefined where the request sends nobody on
 */
export async function returnLinkOf(
  deps: Pick<ExchangeDeps, 'deriveSecret'>,
  id: string,
  { redirectUrl }: RequestContent,
): Promise<string | undefined> {
  if (redirectUrl === undefined) return undefined;
  const target = new URL(redirectUrl);
  target.searchParams.set('response_code', await codeOf(deps, 'response_code', id));
  return target.href;
}
