/** A wallet's part in an exchange of VC-API (VCALM 1.0, "Participate in an Exchange"). */
import { BridgeError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { answerWithAll, findRequest, type Presentation } from '../answer-request.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps, ExchangeRecord } from '../exchange-ports.ts';
import { openExchange } from '../open-exchange.ts';
import { redeemOffer } from '../redeem-offer.ts';
import { returnLinkOf } from '../return-link.ts';
import { findClaimable } from './find-claimable.ts';
import { findHolder } from './find-holder.ts';
import { presentationOf } from './hand-over.ts';
import { DID_AUTHENTICATION, queriesFor } from './presentation-request.ts';
import { readMessage } from './read-message.ts';
import { askStep, spendStep } from './step-challenge.ts';
import type { WorkflowName } from './workflows.ts';

/**
 * The answer to one message: what the wallet is asked, what it gets, or where the person goes on; an empty object ends
 * the exchange.
 *
 * @throws BridgeError `not-found`, `exchange-over`, `exchange-locked`, `request-invalid`, `holder-unproven`, `holder-other`,
 *   and what `redeemOffer` and `answerRequest` throw
 */
export async function participate(
  deps: ExchangeDeps,
  workflow: WorkflowName,
  code: string,
  message: JsonObject,
): Promise<JsonObject> {
  const presentations = readMessage(message);
  if (workflow === 'present') return takeAnswer(deps, code, presentations);
  if (workflow === 'claim') return giveToHolder(deps, code, presentations);
  return giveToAnyone(deps, code, presentations);
}

async function giveToHolder(
  deps: ExchangeDeps,
  code: string,
  presentations: Presentation[],
): Promise<JsonObject> {
  const { record } = await findClaimable(deps, code);
  const [presentation, ...more] = presentations;
  if (presentation === undefined) return ask(deps, record, [DID_AUTHENTICATION]);
  if (more.length > 0)
    throw new BridgeError('request-invalid', 'One presentation proves a DID.', {
      pointer: '/verifiablePresentation',
    });
  const question = await spendStep(deps, record, presentations);
  return give(deps, record, await findHolder(deps, presentation, question));
}

/** What is handed to whoever has the link: wallets that let go of what they get after a proof keep it. */
async function giveToAnyone(
  deps: ExchangeDeps,
  code: string,
  [presentation]: Presentation[],
): Promise<JsonObject> {
  const { record } = await findClaimable(deps, code);
  if (presentation !== undefined)
    throw new BridgeError('request-invalid', 'This exchange asks for no presentation.', {
      pointer: presentation.place,
    });
  return give(deps, record);
}

async function give(deps: ExchangeDeps, { id }: ExchangeRecord, holder?: string): Promise<JsonObject> {
  const claim = { format: 'ldp_vc', way: 'vc-api', ...(holder === undefined ? {} : { holder }) } as const;
  return { verifiablePresentation: presentationOf(await redeemOffer(deps, id, claim)) };
}

async function takeAnswer(
  deps: ExchangeDeps,
  code: string,
  presentations: Presentation[],
): Promise<JsonObject> {
  const id = await exchangeOfCode(deps, 'claim', code);
  if (id === undefined) throw new BridgeError('not-found', 'No request has this code.');
  const { record, content } = await findRequest(deps, id);
  if (presentations.length === 0) return ask(deps, record, queriesFor(content));
  const question =
    content.binding === 'required' ? await spendStep(deps, record, presentations) : { challenge: '' };
  await answerWithAll(deps, id, presentations, { question, way: 'vc-api' });
  const link = await returnLinkOf(deps, id, content);
  return link === undefined ? {} : { redirectUrl: link };
}

async function ask(deps: ExchangeDeps, record: ExchangeRecord, query: JsonObject[]): Promise<JsonObject> {
  await openExchange(deps, record.id);
  return { verifiablePresentationRequest: { query, ...(await askStep(deps, record)) } };
}
