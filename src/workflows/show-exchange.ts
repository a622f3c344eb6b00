/** An exchange as whoever holds the link of its page may see it: nothing of what is in the records but their titles. */
import { isObject, type JsonObject } from '../kernel/json.ts';
import type { NodeKind, NodeState, Verdict } from '../kernel/report.ts';
import { parseRecord } from '../records/parse-record.ts';
import { firstObject, textIn } from '../records/title.ts';
import type { Answer } from './answer-request.ts';
import { MAX_TX_CODES } from './check-tx-code.ts';
import { type ExchangeView, linksOf, viewOf } from './describe-exchange.ts';
import { codeOf } from './exchange-code.ts';
import type { ExchangeLinks } from './exchange-links.ts';
import type {
  ExchangeDeps,
  ExchangeRecord,
  OfferContent,
  OfferItem,
  RequestContent,
} from './exchange-ports.ts';

/** How an offer can be had as a file. */
export type FileOffer = {
  /** False where only a wallet that proves a DID gets it. */
  allowed: boolean;
  /** False where what is offered is signed already, in the form that it has. */
  formats: boolean;
  /** What is asked for; the code itself is told on another way. */
  txCode?: { length: number; description?: string };
  /** Too many wrong transaction codes. */
  locked: boolean;
};

/** How a request can be answered with a file: what a presentation must be signed for, where it must. */
export type FileAnswer = { challenge?: string; domain?: string };

/** What came of a request, without a word of what the records say, unless the request allows their titles. */
export type Outcome = {
  verdict: Verdict;
  nodes: { kind: NodeKind; state: NodeState; name?: string }[];
};

export type ShownExchange = ExchangeView & {
  code: string;
  links: ExchangeLinks;
  issuerName?: string;
  offer?: FileOffer;
  request?: FileAnswer;
  outcome?: Outcome;
};

/** What a page must know to see that something happened. */
export type SeenState = Pick<ExchangeView, 'state' | 'taken'>;

/** @param record of this code */
export async function showExchange(
  deps: ExchangeDeps,
  record: ExchangeRecord,
  code: string,
): Promise<ShownExchange> {
  const view = viewOf(record, deps.now());
  const shown = { ...view, code, links: await linksOf(deps, record) };
  if (record.content === undefined) return shown;
  if (record.kind === 'offer') {
    const content = record.content as unknown as OfferContent;
    const issuerName = content.issuerName ?? content.items.map(issuerOf).find((name) => name !== undefined);
    return {
      ...shown,
      ...(issuerName === undefined ? {} : { issuerName }),
      offer: fileOfferOf(record, content),
    };
  }
  const content = record.content as unknown as RequestContent;
  const outcome = outcomeOf(record.result as unknown as Answer | undefined, content);
  return {
    ...shown,
    request: await fileAnswerOf(deps, record.id, content),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function fileOfferOf({ attempts }: ExchangeRecord, { binding, txCode, items }: OfferContent): FileOffer {
  return {
    allowed: binding !== 'required',
    formats: items.some(({ kind }) => kind !== 'signed'),
    ...(txCode === undefined ? {} : { txCode }),
    locked: txCode !== undefined && attempts >= MAX_TX_CODES,
  };
}

async function fileAnswerOf(
  deps: ExchangeDeps,
  id: string,
  { binding }: RequestContent,
): Promise<FileAnswer> {
  if (binding === 'none') return {};
  const [domain] = uploadDomains(deps);
  return { challenge: await codeOf(deps, 'nonce', id), ...(domain === undefined ? {} : { domain }) };
}

/** What a presentation in a file may have been signed for, the preferred one first. */
export function uploadDomains({ baseUrl }: Pick<ExchangeDeps, 'baseUrl'>): string[] {
  const base = baseUrl();
  return base === undefined ? [] : [...new Set([new URL(base).origin, base, new URL(base).host])];
}

function outcomeOf(answer: Answer | undefined, { showResult = false }: RequestContent): Outcome | undefined {
  if (answer === undefined) return undefined;
  return {
    verdict: answer.verdict,
    nodes: answer.report.nodes.map(({ kind, state, name }) => ({
      kind,
      state,
      ...(showResult && name !== undefined ? { name } : {}),
    })),
  };
}

/** The name of the publisher (CLR 1.0) or issuer. */
function issuerOf({ value }: OfferItem): string | undefined {
  const parsed = parseRecord(value);
  const read = 'payload' in parsed ? parsed.payload : 'record' in parsed ? parsed.record : undefined;
  const object: JsonObject | undefined =
    read ?? ('value' in parsed && isObject(parsed.value) ? parsed.value : undefined);
  return textIn(firstObject(object?.['publisher']) ?? firstObject(object?.['issuer']), 'name');
}
