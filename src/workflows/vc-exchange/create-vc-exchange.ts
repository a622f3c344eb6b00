/** Exchanges of VC-API (VCALM 1.0) over offers and requests, and the link of the Learner Credential Wallet. */
import type { JsonObject } from '../../kernel/json.ts';
import type { ExchangeDeps } from '../exchange-ports.ts';
import { redeemByLink } from './redeem-by-link.ts';

export type VcExchange = {
  /** @param code of the offer's page */
  redeemByLink(code: string, message: JsonObject): Promise<JsonObject>;
};

export function createVcExchange(deps: ExchangeDeps): VcExchange {
  return {
    redeemByLink: (code, message) => redeemByLink(deps, code, message),
  };
}
