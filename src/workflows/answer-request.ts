/** What a wallet presents to a request: verified, taken apart into native records, and kept as its answer. */
import { idOf } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import { checkAnswer } from './check-answer.ts';
import { stateOf } from './describe-exchange.ts';
import type { ExchangeDeps, ExchangeRecord, RequestContent, Way } from './exchange-ports.ts';
import { joinReports } from './join-reports.ts';
import { isWithin, listPresented, type PresentedCredential } from './list-presented.ts';
import { askFor, proveHolder, type Question } from './prove-holder.ts';
import { over } from './redeem-offer.ts';
import type { UnwrappedRecord } from './unwrap-records.ts';

export type Answer = {
  verdict: Report['verdict'];
  way: Way;
  /** The DID that presented; absent where the request asks for no proof of it. */
  holder?: string;
  report: Report;
  /** Native records, each with its place and what was proven of it; empty unless all of it was accepted, or the request takes others too. */
  records: AnsweredRecord[];
};

type AnsweredRecord = UnwrappedRecord & {
  /** The credential that it came in, and who presented that; records of several are never merged. */
  provenance: { pointer: string; id?: string; issuer?: string; holder?: string };
};

/** One of the presentations of an answer. */
export type Presentation = {
  /** Where it stands in the answer, as a JSON Pointer; '' where it is all of it. */
  place: string;
  value: Json;
};

/** `question`: what each presentation must have signed. */
export type AnswerOptions = { question: Question; way: Way };

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
  if (record.attempts >= MAX_ATTEMPTS) throw locked();
  return { record, content: record.content as unknown as RequestContent };
}

/**
 * Takes an answer. One whose presenter did not prove who they are, or that is not what was asked for, is refused, and the
 * request stays open; any other ends it, also one that is rejected, with the report as its result.
 *
 * @throws BridgeError `holder-unproven`, `answer-unfit`, `exchange-over`, `exchange-locked`, `record-unrecognised`
 */
export function answerRequest(
  deps: ExchangeDeps,
  id: string,
  presentation: Json,
  options: AnswerOptions,
): Promise<Answer> {
  return answerWithAll(deps, id, [{ place: '', value: presentation }], options);
}

/** The same for an answer of several presentations: pointers of its report, and of its records, begin with their places. */
export async function answerWithAll(
  deps: ExchangeDeps,
  id: string,
  presentations: Presentation[],
  options: AnswerOptions,
): Promise<Answer> {
  const { way } = options;
  const { content } = await findRequest(deps, id);
  await countAnswer(deps, id);
  const answer = await judge(deps, content, presentations, options).catch(async (error) => {
    if (error instanceof BridgeError) {
      const detail = { way, code: error.code };
      await deps.exchanges.addEvent(id, { event: 'refused', happenedAt: deps.now(), detail });
    } else await deps.exchanges.countAttempt(id, -1);
    throw error;
  });
  await deps.exchanges.countAttempt(id, -1);
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
  // the key of an answer is of no use any more
  const { encryption: _key, ...rest } = content;
  await deps.exchanges.finish(id, now, {
    result: answer as unknown as JsonObject,
    content: rest as unknown as JsonObject,
  });
  if (content.webhook !== undefined)
    await deps.webhooks.add({
      id: deps.newId(),
      exchangeId: id,
      event: 'request.answered',
      happenedAt: now,
    });
  return answer;
}

/**
 * Counts an answer before it is looked at, so that many at once are no more than the request takes.
 * @throws BridgeError `exchange-locked`
 */
export async function countAnswer(deps: ExchangeDeps, id: string): Promise<void> {
  if ((await deps.exchanges.countAttempt(id)) > MAX_ATTEMPTS) throw locked();
}

const locked = () => new BridgeError('exchange-locked', 'The request takes no more answers.');

async function judge(
  deps: ExchangeDeps,
  content: RequestContent,
  presentations: Presentation[],
  { question, way }: AnswerOptions,
): Promise<Answer> {
  const parts = [];
  for (const one of presentations) parts.push(await judgeOne(deps, content, one, question));
  const holders = [...new Set(parts.flatMap(({ holder }) => holder ?? []))];
  if (holders.length > 1)
    throw new BridgeError('holder-unproven', `Several people presented: ${holders.join(', ')}.`);
  const [holder] = holders;
  const report = joinReports(parts);
  const { verdict } = report;
  return {
    verdict,
    way,
    ...(holder === undefined ? {} : { holder }),
    report,
    records: verdict === 'accepted' || content.allowUnverified ? parts.flatMap(({ records }) => records) : [],
  };
}

async function judgeOne(
  deps: ExchangeDeps,
  content: RequestContent,
  { place, value }: Presentation,
  question: Question,
): Promise<{ place: string; report: Report; records: AnsweredRecord[]; holder?: string }> {
  const { binding, to, recipient } = content;
  const asked = {
    ...(binding === 'required' ? askFor(value, question) : {}),
    ...(recipient === undefined ? {} : { recipient }),
  };
  const { records, report } = await deps.unwrap(value, { ...asked, to, allowUnverified: true });
  const holder = binding === 'required' ? proveHolder(report, value) : undefined;
  const presented = listPresented(value);
  checkAnswer(content, presented, report.nodes, place);
  return {
    place,
    report,
    records: records.map((record) => ({
      ...record,
      pointer: `${place}${record.pointer}`,
      provenance: {
        ...provenanceOf(record, presented, place),
        ...(holder === undefined ? {} : { holder }),
      },
    })),
    ...(holder === undefined ? {} : { holder }),
  };
}

function provenanceOf(
  { pointer }: UnwrappedRecord,
  presented: PresentedCredential[],
  place: string,
): AnsweredRecord['provenance'] {
  const around = presented.find((one) => isWithin(pointer, one.pointer));
  const id = idOf(around?.credential);
  const issuer = idOf(around?.credential['issuer']);
  return {
    pointer: `${place}${around?.pointer ?? ''}`,
    ...(id === undefined ? {} : { id }),
    ...(issuer === undefined ? {} : { issuer }),
  };
}
