/** A wallet takes up an offer: one use of it, and everything in it, bound to the DID that it proved. */
import { BridgeError } from '../kernel/errors.ts';
import { asArray, type JsonObject } from '../kernel/json.ts';
import { stateOf } from './describe-exchange.ts';
import type { CredentialFormat, ExchangeDeps, ExchangeRecord, OfferContent, Way } from './exchange-ports.ts';
import { issueOffered } from './issue-offered.ts';
import { isHandedTo, readSecured } from './read-secured.ts';
import type { Secured } from './secure-credential.ts';

export type Claim = {
  /** The DID that the wallet proved; absent where nobody proved any. */
  holder?: string;
  format: CredentialFormat;
  way: Way;
};

/** An offer with what is in it. */
export type OpenOffer = { record: ExchangeRecord; content: OfferContent };

/**
 * The offer, as long as it can be taken up.
 * @throws BridgeError `exchange-over`, `exchange-locked`; `not-found` where there is none
 */
export async function findOffer(deps: ExchangeDeps, id: string): Promise<OpenOffer> {
  const record = await deps.exchanges.get(id);
  if (record?.kind !== 'offer') throw new BridgeError('not-found', 'There is no such offer.');
  const state = stateOf(record, deps.now());
  if (record.content === undefined || state === 'cancelled' || state === 'expired') throw over(state);
  return { record, content: record.content as unknown as OfferContent };
}

/** @throws BridgeError `holder-other`, `holder-unproven` */
export function checkClaimant({ subject, binding }: OfferContent, holder: string | undefined): void {
  if (holder === undefined) {
    if (binding === 'required')
      throw new BridgeError('holder-unproven', 'This offer needs a wallet that proves a DID.');
  } else if (subject !== undefined && subject !== holder) {
    throw new BridgeError(
      'holder-other',
      `The offer is for another than ${holder}, which the wallet proved.`,
    );
  }
}

/**
 * Takes a use of the offer. @throws BridgeError `exchange-over`
 */
export async function takeOffer(deps: ExchangeDeps, { record }: OpenOffer): Promise<void> {
  const state = await deps.exchanges.take(record.id, deps.now());
  if (state !== 'taken') throw over(state === 'spent' ? 'claimed' : state);
}

/**
 * Everything in the offer, for a protocol that hands it over in one answer. Of many at once as many get it as it has
 * uses. A wallet that proves again the DID it claimed with gets the same credentials again, as long as the offer lasts and
 * they are kept: some wallets lose what they were handed.
 *
 * @throws BridgeError `exchange-over`, `holder-other`, `holder-unproven`, and what wrapping throws: the use is then given back
 */
export async function redeemOffer(deps: ExchangeDeps, id: string, claim: Claim): Promise<Secured[]> {
  const offer = await findOffer(deps, id);
  checkClaimant(offer.content, claim.holder);
  const again = await findEarlier(deps, id, claim);
  if (again !== undefined) return again;
  await takeOffer(deps, offer);
  try {
    const issued = [];
    for (const item of offer.content.items) issued.push(await issueOffered(deps, item, claim));
    await noteClaim(
      deps,
      id,
      claim,
      issued.flatMap((one) => one.id ?? []),
    );
    return issued.map(({ credential }) => credential);
  } catch (error) {
    await deps.exchanges.giveBack(id);
    throw error;
  }
}

/** The end of a use: what was issued, to whom, and how. */
export async function noteClaim(
  deps: ExchangeDeps,
  id: string,
  { holder, format, way }: Claim,
  credentials: string[],
): Promise<void> {
  const now = deps.now();
  const detail: JsonObject = { way, format, credentials, ...(holder === undefined ? {} : { holder }) };
  await deps.exchanges.addEvent(id, { event: 'claimed', happenedAt: now, detail });
  await deps.exchanges.finish(id, now);
}

async function findEarlier(deps: ExchangeDeps, id: string, claim: Claim): Promise<Secured[] | undefined> {
  const { holder, format } = claim;
  if (holder === undefined) return undefined;
  const events = await deps.exchanges.listEvents(id);
  const earlier = events.find(
    ({ event, detail }) =>
      event === 'claimed' && detail?.['holder'] === holder && detail?.['format'] === format,
  );
  const ids = asArray(earlier?.detail?.['credentials']);
  const kept = await Promise.all(ids.map((one) => deps.credentials.get(String(one))));
  const read = kept.flatMap((one) => (one?.body === undefined ? [] : readSecured(one.body)));
  const same = read.filter((one) => isHandedTo(one, { holder, format }));
  if (ids.length === 0 || same.length < ids.length) return undefined;
  return same.map(({ secured }) => secured);
}

export function over(state: string): BridgeError {
  return new BridgeError('exchange-over', `This is ${state === 'claimed' ? 'claimed already' : state}.`, {
    extra: { state },
  });
}
