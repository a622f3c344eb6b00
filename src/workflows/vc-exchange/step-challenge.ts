/** What wallets sign in one step of an exchange: a new one for each time they ask, good once and for this exchange. */
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import type { Presentation } from '../answer-request.ts';
import type { ExchangeDeps, ExchangeRecord } from '../exchange-ports.ts';
import { challengeOf, type Question } from '../prove-holder.ts';

const KIND = 'step-challenge';
/** A person has to read what is asked, and to choose. */
const SECONDS = 15 * 60;

/** The exchange is in the digest, so that nobody spends the challenge of another. */
const digestOf = (exchangeId: string, challenge: string) => digestBytes(`${exchangeId} ${challenge}`);

/** `challenge` and `domain` of a request for presentation. */
export async function askStep(
  deps: ExchangeDeps,
  { id: exchangeId }: ExchangeRecord,
): Promise<{ challenge: string; domain: string }> {
  const now = deps.now();
  const challenge = deps.newId();
  const expiresAt = new Date(now.getTime() + SECONDS * 1000);
  await deps.tickets.issue(digestOf(exchangeId, challenge), { kind: KIND, exchangeId, expiresAt }, now);
  return { challenge, domain: originOf(deps) };
}

/**
 * What the presentations must have signed. The challenge is spent before anything is verified: each is good for one try.
 *
 * @throws BridgeError `holder-unproven` where it is not one that this exchange asked, or is spent or expired
 */
export async function spendStep(
  deps: ExchangeDeps,
  { id: exchangeId }: ExchangeRecord,
  [first]: Presentation[],
): Promise<Question> {
  const challenge = first === undefined ? undefined : challengeOf(first.value);
  const pointer = first?.place ?? '';
  if (challenge === undefined)
    throw new BridgeError('holder-unproven', 'Nobody signed the presentation for this exchange.', {
      pointer,
    });
  const ticket = await deps.tickets.spend(KIND, digestOf(exchangeId, challenge), deps.now());
  if (ticket === undefined)
    throw new BridgeError(
      'holder-unproven',
      'The challenge is spent, expired, or not of this exchange; ask for another.',
      { pointer },
    );
  return { challenge, domains: [originOf(deps)] };
}

const originOf = ({ baseUrl }: Pick<ExchangeDeps, 'baseUrl'>) =>
  new URL(baseUrl() ?? 'http://localhost').origin;
