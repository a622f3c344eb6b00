/** The credential endpoint (OpenID4VCI 1.0, section 8): what was claimed is issued to the DID that the wallet proved. */
import { digestBytes } from '../../kernel/digest.ts';
import type { BridgeError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../kernel/json.ts';
import { jwsOfEnvelope } from '../../records/jws-of-envelope.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { issueOffered } from '../issue-offered.ts';
import { oauthFault } from '../oauth-fault.ts';
import { checkClaimant, noteClaim } from '../redeem-offer.ts';
import type { Secured } from '../secure-credential.ts';
import { createNonce, NONCE_SECONDS } from './claim-nonce.ts';
import { type ClaimSession, findSession } from './claim-session.ts';
import { type Choice, listChoices } from './configurations.ts';
import { createNotificationId } from './note-outcome.ts';
import { parseCredentialRequest } from './parse-credential-request.ts';
import { proveKey } from './prove-key.ts';

/** Each thing in each format is reserved once for a claim, and noted when it was issued. */
const RESERVED = 'oid4vci-reserved';
const ISSUED = 'oid4vci-issued';
const CLAIMED = 'oid4vci-claimed';

export type ClaimRequest = {
  authorization: string | undefined;
  body: JsonObject;
  /** `credential_issuer`. */
  audience: string;
};

/**
 * @returns the credential response. Where a configuration is named that several things of the offer have, all of them:
 *   a wallet that does not know identifiers could not ask for the others
 * @throws BridgeError `wallet-refused`, `holder-unproven`, `holder-other`, `exchange-over`, and what wrapping throws; then
 *   nothing was handed out, and what was asked for can be asked for again
 */
export async function issueClaimed(deps: ExchangeDeps, request: ClaimRequest): Promise<JsonObject> {
  const session = await findSession(deps, request.authorization);
  const { content } = session.offer;
  const { choices, proof } = parseCredentialRequest(request.body, listChoices(content));
  if (proof === undefined) throw await askForProof(deps);
  const holder = await proveKey(deps, proof, request.audience);
  checkClaimant(content, holder);
  const claimed = await issueAll(deps, session, choices, holder);
  return {
    credentials: claimed.map(({ credential }) => ({ credential })),
    notification_id: await createNotificationId(
      deps,
      session,
      claimed.flatMap(({ id }) => id ?? []),
    ),
    // wallets that ask for several go on with this one
    c_nonce: await createNonce(deps),
    c_nonce_expires_in: NONCE_SECONDS,
  };
}

/** One wallet asks without a proof first, and takes the nonce from what it is answered. */
async function askForProof(deps: ExchangeDeps): Promise<BridgeError> {
  const more = { c_nonce: await createNonce(deps), c_nonce_expires_in: NONCE_SECONDS };
  return oauthFault('invalid_proof', 'A proof of the key that the credential is bound to is needed.', more);
}

type Claimed = { credential: Secured; id?: string };

async function issueAll(
  deps: ExchangeDeps,
  session: ClaimSession,
  choices: Choice[],
  holder: string,
): Promise<Claimed[]> {
  const reserved: Choice[] = [];
  const issued: [Choice, Claimed][] = [];
  const again: Claimed[] = [];
  try {
    for (const choice of choices) {
      if (await mark(deps, session, RESERVED, choice.identifier)) {
        reserved.push(choice);
        const format = choice.configuration.format;
        const one = await issueOffered(deps, choice.item, { holder, format });
        issued.push([choice, { ...one, credential: bare(one.credential) }]);
      } else {
        const earlier = await findIssued(deps, session, choice, holder);
        if (earlier !== undefined) again.push(earlier);
      }
    }
  } catch (error) {
    for (const { identifier } of reserved)
      await deps.tickets.withdraw(RESERVED, digestOf(session, identifier));
    throw error;
  }
  if (issued.length + again.length === 0)
    throw oauthFault('credential_request_denied', 'This was issued already in this claim.');
  for (const [choice, one] of issued) await noteIssued(deps, session, choice, one, holder);
  await noteWhenComplete(deps, session, holder, choices[0] as Choice);
  return [...issued.map(([, one]) => one), ...again];
}

/** What is enveloped is handed out as the JWT that it is. */
const bare = (credential: Secured): Secured =>
  (isObject(credential) ? jwsOfEnvelope(credential) : undefined) ?? credential;

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
  { id }: Claimed,
  holder: string,
): Promise<void> {
  const detail: JsonObject = { holder, ...(id === undefined ? {} : { credential: id }) };
  await mark(deps, session, ISSUED, identifier, detail);
  await mark(deps, session, ISSUED, String(index), detail);
  await deps.exchanges.addEvent(session.offer.record.id, {
    event: 'issued',
    happenedAt: deps.now(),
    detail: { way: 'oid4vci', format: configuration.format, title: item.title, ...detail },
  });
}

/** The same again for the wallet that has it, which proves the same DID: it may have lost the answer. */
async function findIssued(
  deps: ExchangeDeps,
  session: ClaimSession,
  { identifier }: Choice,
  holder: string,
): Promise<Claimed | undefined> {
  const ticket = await deps.tickets.find(ISSUED, digestOf(session, identifier), deps.now());
  const id = ticket?.detail?.['credential'];
  if (ticket?.detail?.['holder'] !== holder || typeof id !== 'string') return undefined;
  const body = (await deps.credentials.get(id))?.body;
  return body && { credential: bare(body), id };
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
