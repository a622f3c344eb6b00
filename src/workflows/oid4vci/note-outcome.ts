/** The notification endpoint (OpenID4VCI 1.0, section 11): what became of the credentials in the wallet. */
import { digestBytes } from '../../kernel/digest.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';
import { type ClaimSession, findSession } from './claim-session.ts';

const KIND = 'oid4vci-notification';
const TOLD = 'oid4vci-told';

const EVENTS = ['credential_accepted', 'credential_failure', 'credential_deleted'];

/** The `notification_id` of one credential response. @param credentials their ids */
export async function createNotificationId(
  deps: ExchangeDeps,
  { offer, expiresAt, id }: ClaimSession,
  credentials: string[],
): Promise<string> {
  const notification = deps.newId();
  const ticket = { kind: KIND, exchangeId: offer.record.id, detail: { credentials, session: id }, expiresAt };
  await deps.tickets.issue(digestBytes(notification), ticket, deps.now());
  return notification;
}

/**
 * Notes what a wallet says, each event once; saying it again changes nothing, and is no fault (section 11.2).
 * @throws BridgeError `wallet-refused`: `invalid_token`, `invalid_notification_id`, `invalid_notification_request`
 */
export async function noteOutcome(
  deps: ExchangeDeps,
  authorization: string | undefined,
  { notification_id, event, event_description }: JsonObject,
): Promise<void> {
  const session = await findSession(deps, authorization);
  if (typeof notification_id !== 'string' || typeof event !== 'string' || !EVENTS.includes(event))
    throw oauthFault('invalid_notification_request', `A notification_id, and one of ${EVENTS.join(', ')}.`);
  const ticket = await deps.tickets.find(KIND, digestBytes(notification_id), deps.now());
  if (ticket === undefined || ticket.detail?.['session'] !== session.id)
    throw oauthFault('invalid_notification_id', 'Nothing was handed out under this notification_id.');
  const told = { kind: TOLD, exchangeId: ticket.exchangeId, expiresAt: ticket.expiresAt };
  if (!(await deps.tickets.issue(digestBytes(`${notification_id} ${event}`), told, deps.now()))) return;
  await deps.exchanges.addEvent(ticket.exchangeId, {
    event: event.replace('_', '-'),
    happenedAt: deps.now(),
    detail: {
      credentials: ticket.detail['credentials'] ?? [],
      ...(typeof event_description === 'string' ? { description: event_description.slice(0, 500) } : {}),
    },
  });
}
