import { BridgeError } from '../../kernel/errors.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { findOffer, type OpenOffer } from '../redeem-offer.ts';

/**
 * The offer of a code, where it can be claimed by whoever has its link: the protocols here have no place for a transaction
 * code.
 *
 * @throws BridgeError `not-found`, `exchange-over`
 */
export async function findClaimable(deps: ExchangeDeps, code: string): Promise<OpenOffer> {
  const id = await exchangeOfCode(deps, 'claim', code);
  if (id === undefined) throw new BridgeError('not-found', 'No offer has this code.');
  const offer = await findOffer(deps, id);
  if (offer.content.txCode !== undefined)
    throw new BridgeError(
      'not-found',
      'This offer asks for a transaction code: it is claimed by OpenID4VCI, or on its page.',
    );
  return offer;
}
