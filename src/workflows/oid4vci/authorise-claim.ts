/** The authorization code flow of OpenID4VCI 1.0 (section 5), as far as it is about offers; OAuth itself is not done here. */
import { digestBytes } from '../../kernel/digest.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { checkTxCode } from '../check-tx-code.ts';
import { stateOf } from '../describe-exchange.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps, TxCode } from '../exchange-ports.ts';
import { oauthFault } from '../oauth-fault.ts';
import { findOffer, type OpenOffer, over } from '../redeem-offer.ts';
import { beginClaim } from './begin-claim.ts';
import { chooseAsked } from './choose-asked.ts';
import { type Choice, listChoices } from './configurations.ts';
import { createOauthKeeper, type OauthKeeper } from './keep-oauth.ts';

/** What a wallet asks for, as it came. */
export type AskedFor = { issuerState?: string; scope?: string; authorizationDetails?: string };

/** What the learner is asked to confirm. */
export type Confirmable = {
  exchangeId: string;
  titles: string[];
  issuerName?: string;
  txCode?: TxCode;
  /** Every configuration of the offer that is asked for; also the scopes that it answers to. */
  configurations: string[];
};

export type Authorisation = {
  /**
   * What a wallet may be authorised for: who holds the `issuer_state` of an offer holds the offer.
   * @throws BridgeError `wallet-refused`, `exchange-over`, `exchange-locked`
   */
  describe(asked: AskedFor): Promise<Confirmable>;
  /**
   * The learner agrees; the grant is then good for one use of the offer.
   * @throws BridgeError as `describe`, and `tx-code-wrong`
   */
  confirm(asked: AskedFor, grantId: string, txCode?: string): Promise<void>;
  /** The code was redeemed: the access token response. @throws BridgeError `wallet-refused`, `exchange-over` */
  token(grantId: string): Promise<JsonObject>;
  /** What the authorization server keeps. */
  states: OauthKeeper;
  /** A secret of the installation, for the cookies of the page. */
  cookieKey(): Promise<string>;
};

/** The learner's agreement, by its grant. */
const CONFIRMED = 'oid4vci-confirmed';

/** A wallet fetches its token at once. */
const CONFIRMED_SECONDS = 600;

export function createAuthorisation(deps: ExchangeDeps): Authorisation {
  return {
    async describe(asked) {
      const { offer, choices } = await findAsked(deps, asked);
      const { items, issuerName, txCode } = offer.content;
      const indexes = new Set(choices.map(({ index }) => index));
      return {
        exchangeId: offer.record.id,
        titles: items.filter((_item, index) => indexes.has(index)).map(({ title }) => title),
        ...(issuerName === undefined ? {} : { issuerName }),
        ...(txCode === undefined ? {} : { txCode }),
        configurations: configurationsOf(choices),
      };
    },
    async confirm(asked, grantId, txCode) {
      const { offer, choices } = await findAsked(deps, asked);
      await checkTxCode(deps, offer, txCode);
      const now = deps.now();
      const expiresAt = new Date(now.getTime() + CONFIRMED_SECONDS * 1000);
      const detail = { configurations: configurationsOf(choices) };
      const ticket = { kind: CONFIRMED, exchangeId: offer.record.id, detail, expiresAt };
      await deps.tickets.issue(digestBytes(grantId), ticket, now);
      await deps.exchanges.addEvent(offer.record.id, { event: 'confirmed', happenedAt: now });
    },
    async token(grantId) {
      const ticket = await deps.tickets.spend(CONFIRMED, digestBytes(grantId), deps.now());
      if (ticket === undefined) throw oauthFault('invalid_grant', 'The code was used already.');
      const offer = await findOffer(deps, ticket.exchangeId);
      const confirmed = ticket.detail?.['configurations'] as string[];
      const choices = listChoices(offer.content).filter(({ configuration }) =>
        confirmed.includes(configuration.id),
      );
      return beginClaim(deps, offer, choices);
    },
    states: createOauthKeeper(deps),
    cookieKey: () => deps.deriveSecret('oauth cookies', ''),
  };
}

async function findAsked(
  deps: ExchangeDeps,
  { issuerState, scope, authorizationDetails }: AskedFor,
): Promise<{ offer: OpenOffer; choices: Choice[] }> {
  const id = await exchangeOfCode(deps, 'issuer_state', issuerState ?? '');
  if (id === undefined)
    throw oauthFault('invalid_request', 'issuer_state is not that of an offer: open the offer again.');
  const offer = await findOffer(deps, id);
  if (stateOf(offer.record, deps.now()) === 'claimed') throw over('claimed');
  const all = listChoices(offer.content);
  if (authorizationDetails !== undefined) return { offer, choices: chooseAsked(all, authorizationDetails) };
  // scopes that are not known are passed over (OpenID4VCI 1.0, section 5.1.2); the offer says what there is
  const scopes = new Set(scope?.split(' '));
  const scoped = all.filter(({ configuration }) => scopes.has(configuration.id));
  return { offer, choices: scoped.length > 0 ? scoped : all };
}

const configurationsOf = (choices: Choice[]) => [
  ...new Set(choices.map(({ configuration }) => configuration.id)),
];
