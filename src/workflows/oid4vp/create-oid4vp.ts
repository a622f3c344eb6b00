/** The verifier of OpenID for Verifiable Presentations 1.0, over the requests of this service. */
import { BridgeError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { answerWithAll, countAnswer, findRequest } from '../answer-request.ts';
import { codeOf, exchangeOfCode, sameText } from '../exchange-code.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';
import { openExchange } from '../open-exchange.ts';
import { returnLinkOf } from '../return-link.ts';
import { type AuthorizationRequest, createAuthorizationRequest } from './authorization-request.ts';
import { dcqlFor } from './credential-queries.ts';
import { domainsOf, endpointsOf } from './endpoints.ts';
import { openResponse, type ResponseForm } from './open-response.ts';
import { readVpToken } from './read-vp-token.ts';

const MAX_NONCE = 500;

export type Oid4vp = {
  /**
   * The request, for a wallet that fetches it. Looking at it spends nothing.
   *
   * @param form what a wallet posts: a nonce of its own, that the request repeats
   * @throws BridgeError `not-found`, `exchange-over`, `exchange-locked`, `request-invalid`
   */
  readRequest(code: string, form?: ResponseForm): Promise<AuthorizationRequest>;
  /**
   * The answer of a wallet, or its refusal.
   *
   * @returns what the wallet is told: where the person goes on, if anywhere
   * @throws BridgeError what `answerRequest` throws; `request-invalid` for what is no answer
   */
  takeResponse(code: string, form: ResponseForm): Promise<{ redirect_uri?: string }>;
};

export function createOid4vp(deps: ExchangeDeps): Oid4vp {
  const find = async (code: string) => {
    const id = await exchangeOfCode(deps, 'claim', code);
    if (id === undefined) throw new BridgeError('not-found', 'No request has this code.');
    return findRequest(deps, id);
  };
  return {
    readRequest: async (code, form = {}) => {
      const { record, content } = await find(code);
      await openExchange(deps, record.id);
      return createAuthorizationRequest(deps, record.id, content, nonceOf(form));
    },
    takeResponse: async (code, form) => {
      const { record, content } = await find(code);
      const { token, state, error } = await openResponse(deps, record.id, content, form);
      await checkState(deps, record.id, state);
      if (error !== undefined) return noteRefusal(deps, record.id, content, error);
      if (token === undefined) throw invalid('/vp_token', 'The answer has no vp_token.');
      const presentations = readVpToken(token, queriesOf(content));
      await answerWithAll(deps, record.id, presentations, {
        question: {
          challenge: await codeOf(deps, 'nonce', record.id),
          domains: domainsOf(await endpointsOf(deps, record.id, content)),
        },
        way: 'oid4vp',
      });
      const link = await returnLinkOf(deps, record.id, content);
      return link === undefined ? {} : { redirect_uri: link };
    },
  };
}

/** @throws BridgeError `request-invalid` */
function nonceOf({ wallet_nonce: nonce }: ResponseForm): string | undefined {
  if (nonce === undefined || (nonce !== '' && nonce.length <= MAX_NONCE)) return nonce;
  throw invalid('/wallet_nonce', `The nonce has 1 to ${MAX_NONCE} characters.`);
}

function queriesOf(content: RequestContent): string[] {
  if (content.query === 'presentation-exchange') return [];
  return dcqlFor(content).credentials.map(({ id }) => id);
}

/** Some wallets send none; whose answer it is, the address and the nonce say as well. */
async function checkState(deps: ExchangeDeps, id: string, state: string | undefined): Promise<void> {
  if (state === undefined || sameText(state, await codeOf(deps, 'state', id))) return;
  throw invalid('/state', 'The state is not that of this request.');
}

/** Why a wallet presents nothing (section 8.5); the request stays open, since a person may change their mind. */
async function noteRefusal(
  deps: ExchangeDeps,
  id: string,
  { webhook }: RequestContent,
  error: string,
): Promise<object> {
  const detail: JsonObject = {
    way: 'oid4vp',
    error: /^[\w.-]{1,64}$/.test(error) ? error : 'unreadable',
  };
  await countAnswer(deps, id);
  const happenedAt = deps.now();
  await deps.exchanges.addEvent(id, { event: 'declined', happenedAt, detail });
  if (webhook !== undefined)
    await deps.webhooks.add({ id: deps.newId(), exchangeId: id, event: 'request.declined', happenedAt });
  return {};
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
