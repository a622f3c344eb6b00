/** The credential offer that a wallet is sent to (OpenID4VCI 1.0, section 4.1). */
import type { JsonObject } from '../../kernel/json.ts';
import { stateOf } from '../describe-exchange.ts';
import { codeOf, exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { findOffer, over } from '../redeem-offer.ts';
import { listChoices } from './configurations.ts';

/**
 * Reading it spends nothing: it notes that somebody looked.
 *
 * @param code of the page
 * @param base `credential_issuer`
 * @throws BridgeError `exchange-over`; `not-found`
 */
export async function readOffer(deps: ExchangeDeps, code: string, base: string): Promise<JsonObject> {
  const { record, content } = await findOffer(deps, (await exchangeOfCode(deps, 'claim', code)) ?? '');
  const now = deps.now();
  if (stateOf(record, now) === 'claimed') throw over('claimed');
  if (await deps.exchanges.open(record.id, now))
    await deps.exchanges.addEvent(record.id, { event: 'opened', happenedAt: now });
  const { txCode } = content;
  return {
    credential_issuer: base,
    credential_configuration_ids: [
      ...new Set(listChoices(content).map(({ configuration }) => configuration.id)),
    ],
    grants: {
      'urn:ietf:params:oauth:grant-type:pre-authorized_code': {
        'pre-authorized_code': await codeOf(deps, 'pre-authorized_code', record.id),
        ...(txCode === undefined ? {} : { tx_code: { input_mode: 'numeric', ...txCode } }),
      },
    },
  };
}
