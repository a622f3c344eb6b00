/** What the pages of offers and requests show and do, for people with or without a wallet. */
import { BridgeError } from '../kernel/errors.ts';
import type { Json } from '../kernel/json.ts';
import { answerRequest } from './answer-request.ts';
import { stateOf } from './describe-exchange.ts';
import { type Download, type DownloadInput, downloadOffer, openDownload } from './download-offer.ts';
import { codeOf, exchangeOfCode } from './exchange-code.ts';
import type { ExchangeDeps, ExchangeKind } from './exchange-ports.ts';
import { type SeenState, type ShownExchange, showExchange, uploadDomains } from './show-exchange.ts';

export type ExchangePages = {
  /** Changes nothing. @throws BridgeError `not-found` for a code of no exchange of this kind */
  show(kind: ExchangeKind, code: string): Promise<ShownExchange>;
  /** What is looked at again and again while a page is open; undefined where there is no such exchange any more. */
  see(id: string): Promise<SeenState | undefined>;
  /** The exchange that a code is of. @throws BridgeError `not-found` */
  idOf(code: string): Promise<string>;
  /** @throws BridgeError `not-found` and what `downloadOffer` throws */
  download(code: string, input: DownloadInput): Promise<string>;
  /** @throws BridgeError what `openDownload` throws */
  openDownload(secret: string): Promise<Download>;
  /** @throws BridgeError `not-found` and what `answerRequest` throws */
  upload(code: string, presentation: Json): Promise<void>;
};

export function createExchangePages(deps: ExchangeDeps): ExchangePages {
  const find = async (kind: ExchangeKind | undefined, code: string) => {
    const id = await exchangeOfCode(deps, 'claim', code);
    const record = id === undefined ? undefined : await deps.exchanges.get(id);
    if (record === undefined || (kind !== undefined && record.kind !== kind))
      throw new BridgeError('not-found', `No ${kind ?? 'offer or request'} has this code.`);
    return record;
  };
  return {
    show: async (kind, code) => showExchange(deps, await find(kind, code), code),
    see: async (id) => {
      const record = await deps.exchanges.get(id);
      return record && { state: stateOf(record, deps.now()), taken: record.taken };
    },
    idOf: async (code) => (await find(undefined, code)).id,
    download: async (code, input) => downloadOffer(deps, (await find('offer', code)).id, input),
    openDownload: (secret) => openDownload(deps, secret),
    upload: async (code, presentation) => {
      const { id } = await find('request', code);
      const question = { challenge: await codeOf(deps, 'nonce', id), domains: uploadDomains(deps) };
      await answerRequest(deps, id, presentation, { question, way: 'upload' });
    },
  };
}
