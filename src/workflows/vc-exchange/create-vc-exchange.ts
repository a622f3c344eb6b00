/** Exchanges of VC-API (VCALM 1.0) over offers and requests, and the link of the Learner Credential Wallet. */
import { BridgeError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { linksOf, stateOf } from '../describe-exchange.ts';
import { exchangeOfCode } from '../exchange-code.ts';
import type { ExchangeDeps, ExchangeRecord } from '../exchange-ports.ts';
import { openExchange } from '../open-exchange.ts';
import { over } from '../redeem-offer.ts';
import { participate } from './participate.ts';
import { redeemByLink } from './redeem-by-link.ts';
import { describeState, describeWorkflow, parseWorkflow } from './workflows.ts';

/** Codes are those of the page of an offer or a request. Each call throws `not-found` for one that is not ours. */
export type VcExchange = {
  redeemByLink(code: string, message: JsonObject): Promise<JsonObject>;
  /** One message of a wallet, and its answer. */
  participate(workflow: string, code: string, message: JsonObject): Promise<JsonObject>;
  workflow(name: string): JsonObject;
  state(workflow: string, code: string): Promise<JsonObject>;
  /** The links of one exchange, by the names of protocols. */
  protocols(workflow: string, code: string): Promise<JsonObject>;
  /** The same, for a wallet that was shown the link for any wallet. @throws BridgeError `exchange-over` */
  interact(code: string): Promise<JsonObject>;
  /** The page for people who open that link. */
  pageOf(code: string): Promise<string>;
};

export function createVcExchange(deps: ExchangeDeps): VcExchange {
  const find = async (code: string): Promise<ExchangeRecord> => {
    const id = await exchangeOfCode(deps, 'claim', code);
    const record = id === undefined ? undefined : await deps.exchanges.get(id);
    if (record === undefined) throw new BridgeError('not-found', 'No offer or request has this code.');
    return record;
  };
  const state = async (workflow: string, code: string) =>
    describeState(deps, parseWorkflow(workflow), code, await find(code));
  return {
    redeemByLink: (code, message) => redeemByLink(deps, code, message),
    participate: async (workflow, code, message) => participate(deps, parseWorkflow(workflow), code, message),
    workflow: (name) => describeWorkflow(parseWorkflow(name)),
    state,
    protocols: async (workflow, code) => {
      await state(workflow, code);
      const { protocols, interaction } = await linksOf(deps, await find(code));
      return { protocols: { ...protocols, interact: interaction } };
    },
    interact: async (code) => {
      const record = await find(code);
      const now = stateOf(record, deps.now());
      if (now === 'cancelled' || now === 'expired' || now === 'answered') throw over(now);
      await openExchange(deps, record.id);
      const { protocols } = await linksOf(deps, record);
      return { protocols };
    },
    pageOf: async (code) => (await linksOf(deps, await find(code))).page,
  };
}
