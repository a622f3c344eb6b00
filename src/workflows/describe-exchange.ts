/** An exchange as its owner, and who opens its page, may see it. */
import type { JsonObject } from '../kernel/json.ts';
import { codeOf, txCodeOf } from './exchange-code.ts';
import { type ExchangeLinks, listLinks, type RequestParameters } from './exchange-links.ts';
import type {
  ExchangeDeps,
  ExchangeEvent,
  ExchangeRecord,
  OfferContent,
  RequestContent,
} from './exchange-ports.ts';
import { parametersInLink } from './oid4vp/authorization-request.ts';
import { endpointsOf } from './oid4vp/endpoints.ts';
import { webhookSecretOf } from './webhook-message.ts';

/** `claimed` is the end of an offer, `answered` that of a request. */
export type ExchangeState = 'created' | 'opened' | 'claimed' | 'answered' | 'expired' | 'cancelled';

export type ExchangeView = {
  id: string;
  kind: ExchangeRecord['kind'];
  state: ExchangeState;
  /** dateTime, as are the others. */
  created: string;
  expires: string;
  /** How many wallets may take it, and how many have. */
  uses: number;
  taken: number;
  /** Titles of what is offered; of a request, what is asked for, in words. */
  items: string[];
};

/** What only the owner sees: who holds the links holds the offer. */
export type OwnedExchange = ExchangeView & {
  links: ExchangeLinks;
  /** To be told to the learner on another way than the link. */
  txCode?: string;
  /** What came of a request. */
  result?: JsonObject;
  /** Of a request that was answered, the `response_code` that the person who answered it comes back with. */
  responseCode?: string;
  /** What messages to the webhook are signed with (Standard Webhooks). */
  webhookSecret?: string;
  events: { event: string; at: string; detail?: JsonObject }[];
};

/** Of which state it is now. */
export function stateOf(record: ExchangeRecord, now: Date): ExchangeState {
  if (record.cancelledAt !== undefined) return 'cancelled';
  if (record.finishedAt !== undefined) return record.kind === 'offer' ? 'claimed' : 'answered';
  if (record.expiresAt <= now) return 'expired';
  return record.openedAt === undefined ? 'created' : 'opened';
}

export function viewOf(record: ExchangeRecord, now: Date): ExchangeView {
  return {
    id: record.id,
    kind: record.kind,
    state: stateOf(record, now),
    created: record.createdAt.toISOString(),
    expires: record.expiresAt.toISOString(),
    uses: record.uses,
    taken: record.taken,
    items: titlesOf(record),
  };
}

function titlesOf({ kind, content }: ExchangeRecord): string[] {
  if (content === undefined) return [];
  if (kind === 'offer') return (content as unknown as OfferContent).items.map(({ title }) => title);
  return [(content as unknown as RequestContent).title];
}

/** @param events what happened so far, the oldest first */
export async function describeExchange(
  deps: ExchangeDeps,
  record: ExchangeRecord,
  events: ExchangeEvent[],
): Promise<OwnedExchange> {
  const content = record.content as unknown as OfferContent | undefined;
  const { txCode } = content ?? {};
  return {
    ...viewOf(record, deps.now()),
    links: await linksOf(deps, record),
    ...(txCode === undefined ? {} : { txCode: await txCodeOf(deps, record.id, txCode.length) }),
    ...(record.result === undefined ? {} : { result: record.result }),
    ...(await secretsOf(deps, record)),
    events: events.map(({ event, happenedAt, detail }) => ({
      event,
      at: happenedAt.toISOString(),
      ...(detail === undefined ? {} : { detail }),
    })),
  };
}

async function secretsOf(deps: ExchangeDeps, { id, kind, content, finishedAt }: ExchangeRecord) {
  if (kind !== 'request' || content === undefined) return {};
  const { redirectUrl, webhook } = content as unknown as RequestContent;
  return {
    ...(redirectUrl === undefined || finishedAt === undefined
      ? {}
      : { responseCode: await codeOf(deps, 'response_code', id) }),
    ...(webhook === undefined ? {} : { webhookSecret: await webhookSecretOf(deps.deriveSecret, id) }),
  };
}

/** @throws BridgeError `config-invalid` where the address of the service is not known */
export async function linksOf(deps: ExchangeDeps, record: ExchangeRecord): Promise<ExchangeLinks> {
  const base = deps.baseUrl() ?? 'http://localhost';
  const content = (record.content ?? {}) as unknown as Partial<OfferContent>;
  const { txCode, issuerName, walletUrl, didAuth } = content;
  const request = await requestOf(deps, record);
  const challenge =
    record.kind === 'offer' && txCode === undefined ? await codeOf(deps, 'challenge', record.id) : undefined;
  return listLinks({
    kind: record.kind,
    base,
    code: await codeOf(deps, 'claim', record.id),
    txCode: txCode !== undefined,
    ...(challenge === undefined ? {} : { challenge }),
    ...(issuerName === undefined ? {} : { issuerName }),
    ...(walletUrl === undefined ? {} : { walletUrl }),
    ...(didAuth === undefined ? {} : { didAuth }),
    ...(request === undefined ? {} : { request }),
  });
}

async function requestOf(
  deps: ExchangeDeps,
  { id, kind, content }: ExchangeRecord,
): Promise<RequestParameters | undefined> {
  if (kind !== 'request' || content === undefined) return undefined;
  const asked = content as unknown as RequestContent;
  const { clientId, requestUri } = await endpointsOf(deps, id, asked);
  const reference = { client_id: clientId, request_uri: requestUri };
  return asked.clientId === 'redirect-uri'
    ? { reference, whole: await parametersInLink(deps, id, asked) }
    : { reference: { ...reference, request_uri_method: 'post' } };
}
