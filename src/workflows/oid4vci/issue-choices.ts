/** What was claimed is issued, each thing in each format once for a claim. */
import { digestBytes } from '../../kernel/digest.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { type IssuedItem, issueOffered } from '../issue-offered.ts';
import { oauthFault } from '../oauth-fault.ts';
import { isHandedTo, readSecured } from '../read-secured.ts';
import { noteClaim } from '../redeem-offer.ts';
import type { ClaimSession } from './claim-session.ts';
import type { Choice } from './configurations.ts';

/** Taken before something is issued, and given back where that fails. */
const RESERVED = 'oid4vci-reserved';
/** What was issued, by thing and format; and by thing, for the end of the claim. */
const ISSUED = 'oid4vci-issued';
const CLAIMED = 'oid4vci-claimed';
/** Whose a thing is, in whatever formats it is had: a claim is one person's. */
const HELD = 'oid4vci-held';

/**
 * @param holder the DID that the wallet proved
 * @returns what is new, then what the wallet had before: it may have lost the answer
 * @throws BridgeError `wallet-refused`: `credential_request_denied`; and what wrapping throws. Then nothing was handed
 *   out, and what was asked for can be asked for again
 */
export async function issueChoices(
  deps: ExchangeDeps,
  session: ClaimSession,
  choices: Choice[],
  holder: string,
): Promise<IssuedItem[]> {
  const reserved: Choice[] = [];
  const held: Choice[] = [];
  const issued: [Choice, IssuedItem][] = [];
  const again: IssuedItem[] = [];
  try {
    for (const choice of choices) {
      const holding = await hold(deps, session, choice, holder);
      if (holding === 'another') continue;
      if (holding === 'new') held.push(choice);
      if (await mark(deps, session, RESERVED, choice.identifier)) {
        reserved.push(choice);
        const { format } = choice.configuration;
        issued.push([choice, await issueOffered(deps, choice.item, { holder, format })]);
      } else {
        const earlier = await findIssued(deps, session, choice, holder);
        if (earlier !== undefined) again.push(earlier);
      }
    }
  } catch (error) {
    for (const { identifier } of reserved)
      await deps.tickets.withdraw(RESERVED, digestOf(session, identifier));
    for (const { index } of held) await deps.tickets.withdraw(HELD, digestOf(session, String(index)));
    throw error;
  }
  if (issued.length + again.length === 0)
    throw oauthFault('credential_request_denied', 'This was issued already in this claim.');
  for (const [choice, one] of issued) await noteIssued(deps, session, choice, one, holder);
  await noteWhenComplete(deps, session, holder, choices[0] as Choice);
  return [...issued.map(([, one]) => one), ...again];
}

/** Whether a thing of the claim is this holder's: since now, or since before. */
async function hold(
  deps: ExchangeDeps,
  session: ClaimSession,
  { index }: Choice,
  holder: string,
): Promise<'new' | 'before' | 'another'> {
  if (await mark(deps, session, HELD, String(index), { holder })) return 'new';
  const ticket = await deps.tickets.find(HELD, digestOf(session, String(index)), deps.now());
  return ticket?.detail?.['holder'] === holder ? 'before' : 'another';
}

const digestOf = ({ id }: ClaimSession, what: string) => digestBytes(`${id} ${what}`);

/** True for the first who says so. */
function mark(
  deps: ExchangeDeps,
  session: ClaimSession,
  kind: string,
  what: string,
  detail: JsonObject = {},
): Promise<boolean> {
  const { expiresAt, offer } = session;
  const ticket = { kind, exchangeId: offer.record.id, detail, expiresAt };
  return deps.tickets.issue(digestOf(session, what), ticket, deps.now());
}

async function noteIssued(
  deps: ExchangeDeps,
  session: ClaimSession,
  { identifier, index, configuration, item }: Choice,
  { id }: IssuedItem,
  holder: string,
): Promise<void> {
  const detail: JsonObject = { holder, ...(id === undefined ? {} : { credential: id }) };
  await mark(deps, session, ISSUED, identifier, detail);
  await mark(deps, session, ISSUED, String(index), detail);
  // another request for it that failed meanwhile may have let go of it
  await mark(deps, session, HELD, String(index), { holder });
  await deps.exchanges.addEvent(session.offer.record.id, {
    event: 'issued',
    happenedAt: deps.now(),
    detail: { way: 'oid4vci', format: configuration.format, title: item.title, ...detail },
  });
}

async function findIssued(
  deps: ExchangeDeps,
  session: ClaimSession,
  { identifier, item, configuration: { format } }: Choice,
  holder: string,
): Promise<IssuedItem | undefined> {
  const ticket = await deps.tickets.find(ISSUED, digestOf(session, identifier), deps.now());
  if (ticket?.detail?.['holder'] !== holder) return undefined;
  if (item.kind === 'signed') return issueOffered(deps, item, { holder, format });
  const id = ticket.detail['credential'];
  const body = typeof id === 'string' ? (await deps.credentials.get(id))?.body : undefined;
  const read = body && readSecured(body);
  return read && isHandedTo(read, { holder, format })
    ? { credential: read.secured, id: id as string }
    : undefined;
}

/** The claim is over when everything in the offer was had in one format at least. */
async function noteWhenComplete(
  deps: ExchangeDeps,
  session: ClaimSession,
  holder: string,
  { configuration }: Choice,
): Promise<void> {
  const { record, content } = session.offer;
  const ids: string[] = [];
  for (const index of content.items.keys()) {
    const ticket = await deps.tickets.find(ISSUED, digestOf(session, String(index)), deps.now());
    if (ticket === undefined) return;
    const id = ticket.detail?.['credential'];
    if (typeof id === 'string') ids.push(id);
  }
  if (!(await mark(deps, session, CLAIMED, ''))) return;
  await noteClaim(deps, record.id, { holder, format: configuration.format, way: 'oid4vci' }, ids);
}
