/** What a wallet presents to a request: verified, taken apart into native records, and kept as its answer. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import { stateOf } from './describe-exchange.ts';
import type { ExchangeDeps, ExchangeRecord, RequestContent, Way } from './exchange-ports.ts';
import { askFor, proveHolder, type Question } from './prove-holder.ts';
import { over } from './redeem-offer.ts';
import type { UnwrappedRecord } from './unwrap-records.ts';

export type Answer = {
  verdict: Report['verdict'];
  way: Way;
  /** The DID that presented; absent where the request asks for no proof of it. */
  holder?: string;
  report: Report;
  /** Native records, each with its place and what was proven of it; empty unless all of it was accepted. */
  records: UnwrappedRecord[];
};

export type OpenRequest = { record: ExchangeRecord; content: RequestContent };

/** So many answers that prove nothing are refused before the request takes no more. */
const MAX_ATTEMPTS = 10;

/**
 * The request, as long as it can be answered.
 * @throws BridgeError `exchange-over`, `exchange-locked`; `not-found` where there is none
 */
export async function findRequest(deps: ExchangeDeps, id: string): Promise<OpenRequest> {
  const record = await deps.exchanges.get(id);
  if (record?.kind !== 'request') throw new BridgeError('not-found', 'There is no such request.');
  const state = stateOf(record, deps.now());
  if (record.content === undefined || (state !== 'created' && state !== 'opened')) throw over(state);
  if (record.attempts >= MAX_ATTEMPTS)
    throw new BridgeError('exchange-locked', 'The request takes no more answers.');
  return { record, content: record.content as unknown as RequestContent };
}

/**
 * Takes an answer. One whose presenter did not prove who they are is refused, and the request stays open; any other ends
 * it, also one that is rejected, with the report as its result.
 *
 * @param question what the presentation must have signed
 * @throws BridgeError `holder-unproven`, `exchange-over`, `exchange-locked`, `record-unrecognised`
 */
export async function answerRequest(
  deps: ExchangeDeps,
  id: string,
  presentation: Json,
  { question, way }: { question: Question; way: Way },
): Promise<Answer> {
  const { content } = await findRequest(deps, id);
  const answer = await judge(deps, content, presentation, { question, way }).catch(async (error) => {
    if (error instanceof BridgeError) {
      await deps.exchanges.countAttempt(id);
      const detail = { way, code: error.code };
      await deps.exchanges.addEvent(id, { event: 'refused', happenedAt: deps.now(), detail });
    }
    throw error;
  });
  const state = await deps.exchanges.take(id, deps.now());
  if (state !== 'taken') throw over(state === 'spent' ? 'answered' : state);
  const now = deps.now();
  await deps.exchanges.addEvent(id, {
    event: 'answered',
    happenedAt: now,
    detail: {
      way,
      verdict: answer.verdict,
      ...(answer.holder === undefined ? {} : { holder: answer.holder }),
    },
  });
  await deps.exchanges.finish(id, now, answer as unknown as JsonObject);
  return answer;
}

async function judge(
  deps: ExchangeDeps,
  { binding, to, recipient }: RequestContent,
  presentation: Json,
  { question, way }: { question: Question; way: Way },
): Promise<Answer> {
  const asked = {
    ...(binding === 'required' ? askFor(presentation, question) : {}),
    ...(recipient === undefined ? {} : { recipient }),
  };
  const { records, report } = await deps.unwrap(presentation, { ...asked, to, allowUnverified: true });
  const holder = binding === 'required' ? proveHolder(report) : undefined;
  return {
    verdict: report.verdict,
    way,
    ...(holder === undefined ? {} : { holder }),
    report,
    records: report.verdict === 'accepted' ? records : [],
  };
}
