/** The credential offer that a wallet is sent to (OpenID4VCI 1.0, section 4.1). */
import type { JsonObject } from '../../kernel/json.ts';
import { stateOf } from '../describe-exchange.ts';
import { codeOf, exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps, OfferContent } from '../exchange-ports.ts';
import { findOffer, over } from '../redeem-offer.ts';
import { type Choice, listChoices } from './configurations.ts';

export type OfferAsked = { base: string; format?: string };

/**
 * Reading it spends nothing: it notes that somebody looked.
 *
 * @param code of the page
 * @param asked `base`: `credential_issuer`. `format`: the only one that a wallet is told of, where there is such; by default
 *   all but SD-JWTs, since one wallet takes everything that it is told of, and cannot keep those
 * @throws BridgeError `exchange-over`; `not-found`
 */
export async function readOffer(
  deps: ExchangeDeps,
  code: string,
  { base, format }: OfferAsked,
): Promise<JsonObject> {
  const { record, content } = await findOffer(deps, (await exchangeOfCode(deps, 'claim', code)) ?? '');
  const now = deps.now();
  if (stateOf(record, now) === 'claimed') throw over('claimed');
  if (await deps.exchanges.open(record.id, now))
    await deps.exchanges.addEvent(record.id, { event: 'opened', happenedAt: now });
  const { txCode } = content;
  return {
    credential_issuer: base,
    credential_configuration_ids: listConfigurations(content, format),
    grants: {
      'urn:ietf:params:oauth:grant-type:pre-authorized_code': {
        'pre-authorized_code': await codeOf(deps, 'pre-authorized_code', record.id),
        ...(txCode === undefined ? {} : { tx_code: { input_mode: 'numeric', ...txCode } }),
      },
      authorization_code: { issuer_state: await codeOf(deps, 'issuer_state', record.id) },
    },
  };
}

/** Everything in the offer is in one of them. */
function listConfigurations(content: OfferContent, format: string | undefined): string[] {
  const choices = listChoices(content);
  const isWanted = ({ configuration }: Choice) =>
    format === undefined ? configuration.format !== 'vc+sd-jwt' : configuration.format === format;
  const wanted = choices.filter(isWanted);
  const others = choices.filter(({ index }) => !wanted.some((one) => one.index === index));
  return [...new Set([...wanted, ...others].map(({ configuration }) => configuration.id))];
}
