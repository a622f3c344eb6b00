/** The verifier of OpenID for Verifiable Presentations 1.0, over the requests of this service. */
import { BridgeError } from '../../kernel/errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { answerWithAll, findRequest } from '../answer-request.ts';
import { codeOf, exchangeOfCode, sameText } from '../exchange-code.ts';
import type { ExchangeDeps, RequestContent } from '../exchange-ports.ts';
import type { Question } from '../prove-holder.ts';
import { authorizationRequestOf, endpointsOf } from './authorization-request.ts';
import { dcqlFor } from './credential-queries.ts';
import { readVpToken } from './read-vp-token.ts';

/** Parameters of the form that a wallet answers with (section 8.2). */
export type ResponseForm = Record<string, string>;

export type Oid4vp = {
  /**
   * The request, for a wallet that fetches it. Looking at it spends nothing.
   * @throws BridgeError `not-found`, `exchange-over`, `exchange-locked`
   */
  readRequest(code: string): Promise<JsonObject>;
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
    readRequest: async (code) => {
      const { record, content } = await find(code);
      const now = deps.now();
      if (await deps.exchanges.open(record.id, now))
        await deps.exchanges.addEvent(record.id, { event: 'opened', happenedAt: now });
      return (await authorizationRequestOf(deps, record.id, content)).payload;
    },
    takeResponse: async (code, form) => {
      const { record, content } = await find(code);
      await checkState(deps, record.id, form['state']);
      if (form['error'] !== undefined) return noteRefusal(deps, record.id, form['error']);
      const token = form['vp_token'];
      if (token === undefined) throw invalid('/vp_token', 'The answer has no vp_token.');
      const presentations = readVpToken(token, queriesOf(content));
      await answerWithAll(deps, record.id, presentations, {
        question: await questionOf(deps, record.id),
        way: 'oid4vp',
      });
      return content.redirectUrl === undefined ? {} : { redirect_uri: content.redirectUrl };
    },
  };
}

/** The nonce; as domain wallets sign the identifier of the client, or where they answer. */
async function questionOf(deps: ExchangeDeps, id: string): Promise<Question> {
  const { clientId, responseUri } = await endpointsOf(deps, id);
  return { challenge: await codeOf(deps, 'nonce', id), domains: [clientId, responseUri] };
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
async function noteRefusal(deps: ExchangeDeps, id: string, error: string): Promise<object> {
  const detail: Record<string, Json> = {
    way: 'oid4vp',
    error: /^[\w.-]{1,64}$/.test(error) ? error : 'unreadable',
  };
  await deps.exchanges.countAttempt(id);
  await deps.exchanges.addEvent(id, { event: 'declined', happenedAt: deps.now(), detail });
  return {};
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
