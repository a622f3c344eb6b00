/** A wallet that may have an offer takes a use of it, and gets the access token for it. */
import type { JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { type OpenOffer, takeOffer } from '../redeem-offer.ts';
import { describeChoices } from './choose-asked.ts';
import { createNonce, NONCE_SECONDS } from './claim-nonce.ts';
import { openSession, SESSION_SECONDS } from './claim-session.ts';
import type { Choice } from './configurations.ts';

/**
 * @returns the access token response (OpenID4VCI 1.0, section 6.2), with a nonce for wallets of draft 13
 * @throws BridgeError `exchange-over`
 */
export async function beginClaim(
  deps: ExchangeDeps,
  offer: OpenOffer,
  choices: Choice[],
): Promise<JsonObject> {
  await takeOffer(deps, offer);
  try {
    const answer = {
      access_token: await openSession(deps, offer.record.id),
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
