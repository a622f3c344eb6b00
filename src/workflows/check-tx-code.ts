/** The code that a learner was told on another way than the link (OpenID4VCI 1.0, section 4.1.1: `tx_code`). */
import { BridgeError } from '../kernel/errors.ts';
import { sameText, txCodeOf } from './exchange-code.ts';
import type { ExchangeDeps } from './exchange-ports.ts';
import { type OpenOffer, over } from './redeem-offer.ts';

/** So many wrong ones, over whatever protocol, and the offer takes no more. */
export const MAX_TX_CODES = 5;

/**
 * Every comparison is counted before it is made, so that many at once are no more than five.
 *
 * @param given undefined is no guess: it is refused, and not counted
 * @throws BridgeError `tx-code-wrong`, `exchange-locked`; `exchange-over` where every use is taken
 */
export async function checkTxCode(
  deps: ExchangeDeps,
  { record, content }: OpenOffer,
  given: string | undefined,
): Promise<void> {
  const { txCode } = content;
  if (txCode === undefined) return;
  if (given === undefined) throw new BridgeError('tx-code-wrong', 'The offer needs its transaction code.');
  // nothing is to be guessed any more; and a use that is given back now must not be had without the code
  if (record.taken >= record.uses) throw over('claimed');
  const attempts = await deps.exchanges.countAttempt(record.id);
  if (attempts > MAX_TX_CODES) throw locked();
  if (sameText(given, await txCodeOf(deps, record.id, txCode.length))) {
    await deps.exchanges.countAttempt(record.id, -1);
    return;
  }
  const event = attempts === MAX_TX_CODES ? 'locked' : 'tx-code-wrong';
  await deps.exchanges.addEvent(record.id, { event, happenedAt: deps.now() });
  if (attempts === MAX_TX_CODES) throw locked();
  throw new BridgeError('tx-code-wrong', 'The transaction code is wrong.');
}

const locked = () =>
  new BridgeError('exchange-locked', 'Too many wrong transaction codes: ask for another offer.');
