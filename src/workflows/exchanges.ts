/** Offers to wallets and requests to them: what owners, pages and protocols call. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { type Answer, type AnswerOptions, answerRequest } from './answer-request.ts';
import { createOffer, type OfferInput } from './create-offer.ts';
import { createRequest, type RequestInput } from './create-request.ts';
import {
  describeExchange,
  type ExchangeView,
  linksOf,
  type OwnedExchange,
  viewOf,
} from './describe-exchange.ts';
import { type CodePurpose, codeOf, exchangeOfCode } from './exchange-code.ts';
import type { ExchangeLinks } from './exchange-links.ts';
import type { ExchangeDeps, ExchangeKind, ExchangeRecord } from './exchange-ports.ts';
import { openExchange } from './open-exchange.ts';
import { type Claim, redeemOffer } from './redeem-offer.ts';
import type { Secured } from './secure-credential.ts';

export type Exchanges = {
  createOffer(input: OfferInput): Promise<OwnedExchange>;
  createRequest(input: RequestInput): Promise<OwnedExchange>;
  /** For the owner, newest first. */
  list(kind: ExchangeKind, limit: number): Promise<ExchangeView[]>;
  /** For the owner: with links, codes and what happened. @throws BridgeError `not-found` */
  describe(kind: ExchangeKind, id: string): Promise<OwnedExchange>;
  /** Ends it, and forgets what was offered or answered. @throws BridgeError `not-found` */
  cancel(kind: ExchangeKind, id: string): Promise<void>;
  /** The exchange that a code is of. @throws BridgeError `not-found` */
  find(purpose: CodePurpose, code: string): Promise<ExchangeRecord>;
  codeOf(purpose: CodePurpose, id: string): Promise<string>;
  /** Every link of the exchange that a claim code is of. @throws BridgeError `not-found` */
  linksOf(code: string): Promise<ExchangeLinks>;
  /** Notes that a wallet or a person looked at it; a link previewer that only reads the page changes nothing else. */
  open(id: string): Promise<void>;
  /** Everything in an offer, in one answer. */
  redeem(id: string, claim: Claim): Promise<Secured[]>;
  answer(id: string, presentation: Json, how: AnswerOptions): Promise<Answer>;
};

export function createExchanges(deps: ExchangeDeps): Exchanges {
  const own = async (kind: ExchangeKind, id: string) => {
    const record = await deps.exchanges.get(id);
    if (record?.kind !== kind) throw new BridgeError('not-found', `There is no such ${kind}.`);
    return record;
  };
  const find: Exchanges['find'] = async (purpose, code) => {
    const id = await exchangeOfCode(deps, purpose, code);
    const record = id === undefined ? undefined : await deps.exchanges.get(id);
    if (record === undefined) throw new BridgeError('not-found', 'No offer or request has this code.');
    return record;
  };
  return {
    createOffer: (input) => createOffer(deps, input),
    createRequest: (input) => createRequest(deps, input),
    list: async (kind, limit) => {
      const records = await deps.exchanges.list(kind, limit);
      return records.map((record) => viewOf(record, deps.now()));
    },
    describe: async (kind, id) =>
      describeExchange(deps, await own(kind, id), await deps.exchanges.listEvents(id)),
    cancel: async (kind, id) => {
      await own(kind, id);
      const now = deps.now();
      if (await deps.exchanges.cancel(id, now))
        await deps.exchanges.addEvent(id, { event: 'cancelled', happenedAt: now });
      await deps.exchanges.clear(id);
      await deps.tickets.forget(id);
    },
    find,
    linksOf: async (code) => linksOf(deps, await find('claim', code)),
    codeOf: (purpose, id) => codeOf(deps, purpose, id),
    open: (id) => openExchange(deps, id),
    redeem: (id, claim) => redeemOffer(deps, id, claim),
    answer: (id, presentation, how) => answerRequest(deps, id, presentation, how),
  };
}
