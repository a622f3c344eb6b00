/** An offer: records that a wallet may claim, wrapped and signed when it does. */
import { hasProof } from '../credentials/schema-vc.ts';
import { BridgeError } from '../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../kernel/json.ts';
import { kindName } from '../records/kind-name.ts';
import { isNativeRecord, parseRecord } from '../records/parse-record.ts';
import { titleOf } from '../records/title.ts';
import { describeExchange, type OwnedExchange } from './describe-exchange.ts';
import type { ExchangeDeps, OfferContent, OfferedOptions, OfferItem, TxCode } from './exchange-ports.ts';
import { within } from './within.ts';

export type OfferInput = {
  /** Records of CLR 1.0 or 2.0, plain or signed; wrapped when they are claimed. */
  records?: Json[];
  /** Credentials: those without a proof are issued when they are claimed, those with one handed over as they are. */
  credentials?: Json[];
  /** How records are wrapped. Default: profile clr2, with an entry for revocation. */
  options?: OfferedOptions;
  /** The only DID that may claim it. Default: whoever holds the link. */
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
  const records = input.records ?? [];
  const credentials = input.credentials ?? [];
  const count = records.length + credentials.length;
  if (count === 0) throw invalid('', 'There is nothing to offer.');
  if (count > MAX_ITEMS) throw invalid('', `There are ${count} records; one offer has ${MAX_ITEMS} at most.`);
  const items = [
    ...(await offerRecords(deps, records, input)),
    ...(await offerCredentials(deps, credentials)),
  ];
  const content: OfferContent = {
    items,
    binding: input.binding ?? 'preferred',
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

function txCodeFor(wanted: true | TxCode): TxCode {
  const { length = 6, description } = wanted === true ? {} : wanted;
  if (!Number.isSafeInteger(length) || length < 4 || length > 12)
    throw invalid('/txCode/length', 'A transaction code has 4 to 12 digits.');
  return { length, ...(description === undefined ? {} : { description }) };
}

/** Native records one by one: of a CLR 2.0 that has no proof yet, the same, for it is wrapped as it is. */
async function offerRecords(
  deps: ExchangeDeps,
  records: Json[],
  { options = {}, issuerName }: OfferInput,
): Promise<OfferItem[]> {
  const items: OfferItem[] = [];
  for (const [i, value] of records.entries()) {
    const pointer = records.length > 1 ? `/${i}` : '';
    const title = within(pointer, () => titleOfRecord(value));
    const native = within(pointer, () => isNativeRecord(parseRecord(value)));
    const filled: OfferedOptions = {
      profile: 'clr2',
      status: true,
      ...(native && issuerName !== undefined && (options.profile ?? 'clr2') === 'clr2' ? { issuerName } : {}),
      ...options,
    };
    const { verifiableCredential } = await within(pointer, () =>
      deps.tryWrap({ ...filled, status: false, records: [value] }),
    );
    if (Array.isArray(verifiableCredential))
      throw invalid(pointer, 'A ClrSet becomes several credentials: offer its records one by one.');
    items.push({ kind: 'record', title, value, options: filled });
  }
  return items;
}

async function offerCredentials(deps: ExchangeDeps, credentials: Json[]): Promise<OfferItem[]> {
  const items: OfferItem[] = [];
  for (const [i, value] of credentials.entries()) {
    const pointer = credentials.length > 1 ? `/${i}` : '';
    const title = within(pointer, () => titleOfRecord(value));
    const signed = typeof value === 'string' || (isObject(value) && hasProof(value));
    if (signed) {
      const report = await deps.verify(value);
      if (report.verdict === 'rejected')
        throw new BridgeError('credential-rejected', 'What does not verify is not offered.', {
          pointer,
          extra: { report },
        });
    }
    items.push({ kind: signed ? 'signed' : 'credential', title, value });
  }
  return items;
}

function titleOfRecord(value: Json): string {
  const parsed = parseRecord(value);
  const read = 'payload' in parsed ? parsed.payload : 'record' in parsed ? parsed.record : undefined;
  const object = read ?? ('value' in parsed ? parsed.value : undefined);
  return (object && titleOf(object)) ?? kindName(parsed.kind);
}

const invalid = (pointer: string, message: string) =>
  new BridgeError('request-invalid', message, { pointer });
