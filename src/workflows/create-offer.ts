/** An offer: records that a wallet may claim, wrapped and signed when it does. */
import { hasProof } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { kindName } from '../records/kind-name.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { titleOf } from '../records/title.ts';
import { describeExchange, type OwnedExchange } from './describe-exchange.ts';
import type { ExchangeDeps, OfferContent, OfferedOptions, OfferItem, TxCode } from './exchange-ports.ts';
import { within } from './within.ts';

export type OfferInput = {
  /**
   * Learner records, of CLR 1.0, CLR 2.0 or Open Badges 3.0, are wrapped when they are claimed; other credentials without a
   * proof are issued then; those with one are handed over as they are.
   */
  documents: Json[];
  /** How records are wrapped. Default: profile clr2, with an entry for revocation. */
  options?: OfferedOptions;
  /** The only DID that may claim it, and has to be proven then. Default: whoever holds the link. */
  subject?: string;
  /** `required`: only a wallet that proves a DID gets it. Default preferred: a person may also download it. */
  binding?: 'preferred' | 'required';
  /** Asks for a code that the learner gets on another way; `true`: six digits. */
  txCode?: boolean | TxCode;
  /** An instant, or seconds from now. Default: in 24 hours. */
  expires?: Date | number;
  /** How many wallets may claim it; default 1. */
  uses?: number;
  /** Name of the issuer, for people. */
  issuerName?: string;
  /** What the links of OpenID4VCI begin with, to open one wallet. */
  walletUrl?: string;
  /** Whether the exchange of VC-API begins with the proof of a DID; default true. */
  didAuth?: boolean;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_DAYS = 366;
/** More than this in one offer is a batch. */
const MAX_ITEMS = 100;

/**
 * Makes an offer. What is offered is wrapped once for a trial, so that no learner is told at the claim that it cannot be.
 *
 * @throws BridgeError what `wrapRecord` and `issueCredential` throw; `request-invalid` for what cannot be offered so
 */
export async function createOffer(deps: ExchangeDeps, input: OfferInput): Promise<OwnedExchange> {
  const now = deps.now();
  const expiresAt = expiryOf(input.expires ?? DAY_MS / 1000, now);
  const uses = input.uses ?? 1;
  if (!Number.isSafeInteger(uses) || uses < 1 || uses > 10_000)
    throw invalid('/uses', 'An offer may be claimed 1 to 10000 times.');
  const { length } = input.documents;
  if (length === 0) throw invalid('', 'There is nothing to offer.');
  if (length > MAX_ITEMS)
    throw invalid('', `There are ${length} records; one offer has ${MAX_ITEMS} at most.`);
  if (input.walletUrl !== undefined) checkWalletUrl(input.walletUrl);
  const items: OfferItem[] = [];
  for (const [i, document] of input.documents.entries())
    items.push(await within(length > 1 ? `/${i}` : '', () => prepareItem(deps, document, input)));
  const content: OfferContent = {
    items,
    binding: bindingOf(input),
    didAuth: input.didAuth ?? true,
    ...(input.subject === undefined ? {} : { subject: input.subject }),
    ...(input.txCode ? { txCode: txCodeFor(input.txCode) } : {}),
    ...(input.issuerName === undefined ? {} : { issuerName: input.issuerName }),
    ...(input.walletUrl === undefined ? {} : { walletUrl: input.walletUrl }),
  };
  const id = deps.newId();
  await deps.exchanges.create({
    id,
    kind: 'offer',
    createdAt: now,
    expiresAt,
    uses,
    content: content as unknown as JsonObject,
  });
  await deps.exchanges.addEvent(id, { event: 'created', happenedAt: now });
  return describeExchange(
    deps,
    {
      id,
      kind: 'offer',
      createdAt: now,
      expiresAt,
      uses,
      taken: 0,
      attempts: 0,
      content: content as unknown as JsonObject,
    },
    await deps.exchanges.listEvents(id),
  );
}

/** When an exchange ends. @throws BridgeError `request-invalid` */
export function expiryOf(expires: Date | number, now: Date): Date {
  const at = typeof expires === 'number' ? new Date(now.getTime() + expires * 1000) : expires;
  const days = (at.getTime() - now.getTime()) / DAY_MS;
  if (days > 0 && days <= LONGEST_DAYS) return at;
  throw invalid('/expires', `An exchange ends later than now, and within ${LONGEST_DAYS} days.`);
}

/** It is a link on a page. */
function checkWalletUrl(url: string): void {
  if (!/^[a-z][a-z0-9+.-]*:[^\s#]*$/i.test(url) || /^(?:javascript|vbscript|data|blob|file):/i.test(url))
    throw invalid('/walletUrl', 'A link to a wallet is a URL without a fragment that opens a wallet.');
}

/** Whoever is named proves it. @throws BridgeError `request-invalid` */
function bindingOf({ binding, subject }: OfferInput): OfferContent['binding'] {
  if (subject === undefined) return binding ?? 'preferred';
  if (binding === 'preferred')
    throw invalid('/binding', 'An offer for one DID is for a wallet that proves it.');
  return 'required';
}

function txCodeFor(wanted: true | TxCode): TxCode {
  const { length = 6, description } = wanted === true ? {} : wanted;
  if (!Number.isSafeInteger(length) || length < 4 || length > 12)
    throw invalid('/txCode/length', 'A transaction code has 4 to 12 digits.');
  return { length, ...(description === undefined ? {} : { description }) };
}

async function prepareItem(deps: ExchangeDeps, value: Json, input: OfferInput): Promise<OfferItem> {
  const parsed = parseRecord(value);
  const title = titleOfRecord(value);
  if (isNativeRecord(parsed)) return prepareRecord(deps, { value, title, native: true }, input);
  const signed = !('value' in parsed) || hasProof(parsed.value) || parsed.kind.startsWith('enveloped');
  if (!signed && (parsed.kind === 'clr-2.0' || parsed.kind === 'ob-3.0'))
    return prepareRecord(deps, { value, title, native: false }, input);
  if (!signed) return { kind: 'credential', title, value };
  const report = await deps.verify(value);
  if (report.verdict !== 'rejected') return { kind: 'signed', title, value };
  throw new BridgeError('credential-rejected', 'What does not verify is not offered.', { extra: { report } });
}

/** @param native whether it is of CLR 1.0; what is of CLR 2.0 is signed as it is */
async function prepareRecord(
  deps: ExchangeDeps,
  { value, title, native }: { value: Json; title: string; native: boolean },
  { options = {}, issuerName }: OfferInput,
): Promise<OfferItem> {
  const profile = options.profile ?? 'clr2';
  const filled: OfferedOptions = {
    status: true,
    ...(native && profile === 'clr2' && issuerName !== undefined ? { issuerName } : {}),
    ...options,
    profile: native ? profile : 'clr2',
  };
  const { verifiableCredential } = await deps.tryWrap({ ...filled, status: false, records: [value] });
  if (Array.isArray(verifiableCredential))
    throw invalid('', 'A ClrSet becomes several credentials: offer its records one by one.');
  return { kind: 'record', title, value, options: filled };
}

function titleOfRecord(value: Json): string {
  const parsed = parseRecord(value);
  const read = 'payload' in parsed ? parsed.payload : 'record' in parsed ? parsed.record : undefined;
  const object = read ?? ('value' in parsed ? parsed.value : undefined);
  return (object && titleOf(object)) ?? kindName(parsed.kind);
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
