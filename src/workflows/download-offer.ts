/** An offer taken up without a wallet: the credentials as files, which whoever claimed them can save for an hour. */
import { hasProof } from '../credentials/schema-vc.ts';
import { isMemberAt, listNested } from '../credentials/tree.ts';
import { digestBytes } from '../kernel/digest.ts';
import { BridgeError } from '../kernel/errors.ts';
import { asArray, isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { firstObject, textIn, titleOf } from '../records/title.ts';
import { checkTxCode } from './check-tx-code.ts';
import { credentialOf } from './credential-of.ts';
import type { CredentialFormat, ExchangeDeps } from './exchange-ports.ts';
import { checkClaimant, findOffer, over, redeemOffer } from './redeem-offer.ts';

export type DownloadInput = { format: CredentialFormat; txCode?: string };

/** A credential as it is saved: JSON, a compact JWS or an SD-JWT. */
export type DownloadedCredential = { title: string; text: string; form: 'json' | 'jwt' | 'sd-jwt' };

/** One that can be baked into an image of its own. */
type DownloadedBadge = { title: string; issuer?: string; text: string };

export type Download = {
  /** dateTime; until then the files can be saved again. */
  expires: string;
  credentials: DownloadedCredential[];
  /** A badge, or every badge of a CLR that is signed on its own. */
  badges: DownloadedBadge[];
};

const KIND = 'download';
const HOUR_MS = 60 * 60 * 1000;

/**
 * Takes one use of the offer.
 *
 * @returns a secret that opens the files
 * @throws BridgeError `tx-code-wrong`, `exchange-locked`, `exchange-over`, `holder-unproven`, and what wrapping throws
 */
export async function downloadOffer(
  deps: ExchangeDeps,
  id: string,
  { format, txCode }: DownloadInput,
): Promise<string> {
  const offer = await findOffer(deps, id);
  checkClaimant(offer.content, undefined);
  await checkTxCode(deps, offer, txCode);
  const credentials = await redeemOffer(deps, id, { format, way: 'download' });
  const secret = deps.newId();
  const now = deps.now();
  const expiresAt = new Date(now.getTime() + HOUR_MS);
  const ticket = { kind: KIND, exchangeId: id, detail: { credentials }, expiresAt };
  await deps.tickets.issue(digestBytes(secret), ticket, now);
  return secret;
}

/** @throws BridgeError `not-found` for what opens nothing, or no longer; `exchange-over` where the owner ended the offer */
export async function openDownload(deps: ExchangeDeps, secret: string): Promise<Download> {
  const ticket = await deps.tickets.find(KIND, digestBytes(secret), deps.now());
  if (ticket === undefined) throw new BridgeError('not-found', 'There are no files here, or no longer.');
  const record = await deps.exchanges.get(ticket.exchangeId);
  if (record?.content === undefined || record.cancelledAt !== undefined) throw over('cancelled');
  const credentials = asArray<Json>(ticket.detail?.['credentials']).filter(
    (one): one is JsonObject | string => typeof one === 'string' || isObject(one),
  );
  return {
    expires: ticket.expiresAt.toISOString(),
    credentials: credentials.map((one) => ({
      title: describe(one).title,
      text: textOf(one),
      form: formOf(one),
    })),
    badges: credentials.flatMap(badgesOf).map((one) => ({ ...describe(one), text: textOf(one) })),
  };
}

const textOf = (credential: JsonObject | string) =>
  typeof credential === 'string' ? credential : `${JSON.stringify(credential, null, 2)}\n`;

function formOf(credential: JsonObject | string): DownloadedCredential['form'] {
  if (typeof credential !== 'string') return 'json';
  return credential.includes('~') ? 'sd-jwt' : 'jwt';
}

function badgesOf(value: JsonObject | string): (JsonObject | string)[] {
  const opened = openOf(value);
  if (opened?.kind === 'ob-3.0') return [value];
  if (opened?.kind !== 'clr-2.0') return [];
  return listNested(opened.credential)
    .filter(
      ({ pointer, value: nested }) => isMemberAt(pointer) && (typeof nested === 'string' || hasProof(nested)),
    )
    .map(({ value: nested }) => nested)
    .filter((nested) => openOf(nested)?.kind === 'ob-3.0');
}

function openOf(value: JsonObject | string) {
  const parsed = parseRecord(value);
  return isNativeRecord(parsed) ? undefined : credentialOf(parsed);
}

function describe(value: JsonObject | string): { title: string; issuer?: string } {
  const credential = openOf(value)?.credential;
  const issuer = textIn(firstObject(credential?.['issuer']), 'name');
  return {
    title: (credential && titleOf(credential)) ?? 'Credential',
    ...(issuer === undefined ? {} : { issuer }),
  };
}
