/** The link of the Learner Credential Wallet (`vc_request_url`): one message, a presentation, is answered by the credential. */
import { digestBytes } from '../../kernel/digest.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { codeOf } from '../exchange-code.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { over, redeemOffer } from '../redeem-offer.ts';
import { uploadDomains } from '../show-exchange.ts';
import { findClaimable } from './find-claimable.ts';
import { findHolder } from './find-holder.ts';
import { asObject, presentationOf } from './hand-over.ts';
import { readPresentation } from './read-message.ts';

/** Marks that a DID has answered the challenge of a link. */
const ANSWERED = 'link-answered';

/**
 * The challenge stands in the link, so that it cannot be a new one each time: each DID may answer it once, and the same
 * message sent again gets nothing. That wallet signs no domain; what is signed for the domain of another is refused, since whoever
 * asks for that may have the challenge from the link.
 *
 * @returns the credential; of several, a presentation that has them
 * @throws BridgeError `holder-unproven`, `request-invalid`, and what `redeemOffer` throws
 */
export async function redeemByLink(
  deps: ExchangeDeps,
  code: string,
  message: JsonObject,
): Promise<JsonObject> {
  const { record } = await findClaimable(deps, code);
  const presentation = readPresentation(message);
  const challenge = await codeOf(deps, 'challenge', record.id);
  const holder = await findHolder(deps, presentation, {
    challenge,
    domains: uploadDomains(deps),
    domainOptional: true,
  });
  const mark = digestBytes(`${challenge} ${holder}`);
  const ticket = { kind: ANSWERED, exchangeId: record.id, expiresAt: record.expiresAt };
  if (!(await deps.tickets.issue(mark, ticket, deps.now()))) throw over('claimed');
  try {
    const claim = { holder, format: 'ldp_vc', way: 'learner-credential-wallet' } as const;
    const credentials = await redeemOffer(deps, record.id, claim);
    const [first] = credentials;
    return first !== undefined && credentials.length === 1 ? asObject(first) : presentationOf(credentials);
  } catch (error) {
    await deps.tickets.withdraw(ANSWERED, mark);
    throw error;
  }
}
