/** The credential endpoint and the deferred one (OpenID4VCI 1.0, sections 8 and 9). */
import { digestBytes } from '../../kernel/digest.ts';
import { BridgeError } from '../../kernel/errors.ts';
import { asArray, type JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';
import { checkClaimant } from '../redeem-offer.ts';
import { createNonce, NONCE_SECONDS } from './claim-nonce.ts';
import { type ClaimSession, findSession } from './claim-session.ts';
import { type Choice, listChoices } from './configurations.ts';
import { issueChoices } from './issue-choices.ts';
import { createNotificationId } from './note-outcome.ts';
import { parseCredentialRequest } from './parse-credential-request.ts';
import { proveKey } from './prove-key.ts';

/** Something that was claimed, and proven, while the issuer could not sign. */
const TRANSACTION = 'oid4vci-transaction';
const DEFERRED_SECONDS = 30;

export type ClaimRequest = {
  authorization: string | undefined;
  body: JsonObject;
  /** `credential_issuer`. */
  audience: string;
};

/** What the wallet is answered; `deferred`: it has to come back with the `transaction_id`. */
export type ClaimAnswer = { deferred: boolean; body: JsonObject };

/**
 * Where a configuration is named that several things of the offer have, all of them are answered: a wallet that does not
 * know identifiers could not ask for the others.
 *
 * @throws BridgeError `wallet-refused`, `holder-unproven`, `holder-other`, `exchange-over`, and what wrapping throws; then
 *   nothing was handed out, and what was asked for can be asked for again
 */
export async function issueClaimed(deps: ExchangeDeps, request: ClaimRequest): Promise<ClaimAnswer> {
  const session = await findSession(deps, request.authorization);
  const { content } = session.offer;
  const { choices, proof } = parseCredentialRequest(request.body, listChoices(content));
  if (proof === undefined) throw await askForProof(deps);
  const holder = await proveKey(deps, proof, request.audience);
  checkClaimant(content, holder);
  return issueOrDefer(deps, session, choices, holder);
}

/**
 * What was deferred, if it can be issued by now.
 * @throws BridgeError `wallet-refused`: `invalid_transaction_id`, `invalid_token`; what `issueClaimed` throws
 */
export async function issueDeferred(
  deps: ExchangeDeps,
  { authorization, body }: Omit<ClaimRequest, 'audience'>,
): Promise<ClaimAnswer> {
  const session = await findSession(deps, authorization);
  const { transaction_id: id } = body;
  const digest = typeof id === 'string' ? digestBytes(id) : '';
  const ticket = await deps.tickets.find(TRANSACTION, digest, deps.now());
  if (ticket === undefined || ticket.detail?.['session'] !== session.id)
    throw oauthFault('invalid_transaction_id', 'Nothing is deferred under this transaction_id.');
  const wanted = asArray(ticket.detail['identifiers']);
  const choices = listChoices(session.offer.content).filter(({ identifier }) => wanted.includes(identifier));
  const answer = await issueOrDefer(deps, session, choices, String(ticket.detail['holder']), id as string);
  if (!answer.deferred) await deps.tickets.spend(TRANSACTION, digest, deps.now());
  return answer;
}

/** One wallet asks without a proof first, and takes the nonce from what it is answered. */
async function askForProof(deps: ExchangeDeps): Promise<BridgeError> {
  const more = { c_nonce: await createNonce(deps), c_nonce_expires_in: NONCE_SECONDS };
  return oauthFault('invalid_proof', 'A proof of the key that the credential is bound to is needed.', more);
}

/** An issuer without a key that signs may have one again before the token ends: the learner has proven enough. */
async function issueOrDefer(
  deps: ExchangeDeps,
  session: ClaimSession,
  choices: Choice[],
  holder: string,
  transaction?: string,
): Promise<ClaimAnswer> {
  try {
    const claimed = await issueChoices(deps, session, choices, holder);
    const ids = claimed.flatMap(({ id }) => id ?? []);
    const body = {
      credentials: claimed.map(({ credential }) => ({ credential })),
      notification_id: await createNotificationId(deps, session, ids),
      // wallets that ask for several go on with this one
      c_nonce: await createNonce(deps),
      c_nonce_expires_in: NONCE_SECONDS,
    };
    return { deferred: false, body };
  } catch (error) {
    if (!(error instanceof BridgeError && error.code === 'key-unavailable')) throw error;
    const id = transaction ?? (await defer(deps, session, choices, holder));
    return { deferred: true, body: { transaction_id: id, interval: DEFERRED_SECONDS } };
  }
}

async function defer(
  deps: ExchangeDeps,
  { id: session, offer, expiresAt }: ClaimSession,
  choices: Choice[],
  holder: string,
): Promise<string> {
  const transaction = deps.newId();
  const exchangeId = offer.record.id;
  const detail = { session, holder, identifiers: choices.map(({ identifier }) => identifier) };
  const ticket = { kind: TRANSACTION, exchangeId, detail, expiresAt };
  await deps.tickets.issue(digestBytes(transaction), ticket, deps.now());
  await deps.exchanges.addEvent(exchangeId, {
    event: 'deferred',
    happenedAt: deps.now(),
    detail: { way: 'oid4vci', holder },
  });
  return transaction;
}
