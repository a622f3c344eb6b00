/** All use cases over one set of dependencies: what the command line and HTTP are given. */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import type { StatusPurpose } from '../kernel/status.ts';
import type { CertifiedSigner } from '../trust/certified-signer.ts';
import type { Sender } from '../trust/create-sender.ts';
import type { DeriveSecret } from '../trust/derive-secret.ts';
import type { KeyRing } from '../trust/keys.ts';
import type { ResponseKeys } from '../trust/response-keys.ts';
import { type BatchTask, createBatchWork } from './batch-task.ts';
import { type ChangeStatusInput, changeStatus } from './change-status.ts';
import { changeStatuses, type StatusesChanged } from './change-statuses.ts';
import { type Comparison, compareRecords } from './compare-records.ts';
import { type Converted, type ConvertInput, convertRecord } from './convert-record.ts';
import { type Curated, type CurateInput, curateRecord } from './curate-record.ts';
import { type DisclosedCredential, type DiscloseInput, discloseCredential } from './disclose-credential.ts';
import { createExchangePages, type ExchangePages } from './exchange-pages.ts';
import type { ExchangeDeps, ExchangeStore, OauthStore, TicketStore } from './exchange-ports.ts';
import { createExchanges, type Exchanges } from './exchanges.ts';
import { type IssueInput, issueCredential } from './issue-credential.ts';
import { type Joined, type JoinInput, joinCredentials } from './join-credentials.ts';
import { createOid4vci, type Oid4vci } from './oid4vci/create-oid4vci.ts';
import { createOid4vp, type Oid4vp } from './oid4vp/create-oid4vp.ts';
import { type OpenedList, type OpenListInput, openStatusList } from './open-status-list.ts';
import { outlineReport, type ReportOutline } from './outline-report.ts';
import { allocateFrom, ownListReader } from './own-status-lists.ts';
import type {
  Asked,
  ChallengeStore,
  CredentialStore,
  PresentationStore,
  StatusEntry,
  StatusStore,
  VerifyDeps,
  WrapDeps,
} from './ports.ts';
import { createListPublisher, type PublishedList } from './publish-status-list.ts';
import { type Attempt, repeatable } from './repeatable.ts';
import { type BatchInput, type BatchState, runBatch } from './run-batch.ts';
import { sendWebhooks, type WebhookStore } from './send-webhooks.ts';
import { type PresentInput, signPresentation } from './sign-presentation.ts';
import { type Signed, type SignInput, signRecord } from './sign-record.ts';
import { type Split, type SplitInput, splitRecord } from './split-record.ts';
import { type UnwrapOptions, type Unwrapped, unwrapRecords } from './unwrap-records.ts';
import { createVcExchange, type VcExchange } from './vc-exchange/create-vc-exchange.ts';
import { verifyNodes } from './verify-nodes.ts';
import { type WrapInput, type Wrapped, wrapRecord } from './wrap-record.ts';

export type Bridge = {
  /** @param attempt so that a second call makes the credential of the first */
  wrap(input: WrapInput, attempt?: Attempt): Promise<Wrapped>;
  unwrap(value: Json, options?: UnwrapOptions): Promise<Unwrapped>;
  verify(value: Json, asked?: Asked): Promise<Report>;
  /** @param report of the verification of `value` */
  outline(value: Json, report: Report): ReportOutline;
  sign(input: SignInput): Promise<Signed>;
  curate(input: CurateInput): Curated;
  disclose(input: DiscloseInput): Promise<DisclosedCredential>;
  convert(input: ConvertInput): Promise<Converted>;
  split(input: SplitInput): Promise<Split>;
  join(input: JoinInput): Promise<Joined>;
  compare(native: Json, credential: Json): Promise<Comparison>;
  issue(input: IssueInput): Promise<JsonObject>;
  /** What a batch does with a row. */
  batchWork(task: BatchTask): BatchInput['work'];
  /** Works through many rows, in their order. */
  runBatch(input: BatchInput): Promise<BatchState>;
  /** Signs a presentation as its holder. */
  present(input: PresentInput): Promise<JsonObject>;
  /** Forgets a credential that was issued. */
  deleteCredential(id: string): Promise<void>;
  /** A challenge of this service, good once and for ten minutes. */
  createChallenge(): Promise<{ challenge: string; expires: string }>;
  /** The status lists of this service, and what is said in them. */
  status: {
    /** The list that the next entries of an issuer go to. */
    open(input: OpenListInput): Promise<OpenedList>;
    change(input: ChangeStatusInput): Promise<StatusEntry[]>;
    /** Of many credentials, as they were handed out. */
    changeAll(
      credentials: AsyncIterable<Json>,
      change: Pick<ChangeStatusInput, 'purpose' | 'status' | 'reason'>,
    ): Promise<StatusesChanged>;
    /** Every entry of a credential with its history; empty where it has none. */
    find(credentialId: string): Promise<StatusEntry[]>;
    /** A list by its id, signed. */
    publish(listId: string): Promise<PublishedList | undefined>;
  };
  /** Offers to wallets, and requests to them. */
  exchanges: Exchanges;
  /** Requests to wallets by OpenID4VP. */
  oid4vp: Oid4vp;
  /** Tells owners of requests what came of them, as far as it is due. @returns how many messages were tried */
  sendWebhooks(): Promise<number>;
  /** Offers, as wallets of OpenID4VCI claim them. */
  oid4vci: Oid4vci;
  /** Their pages, for people. */
  pages: ExchangePages;
  /** Offers and requests, as wallets of VC-API take them up. */
  vcExchange: VcExchange;
  keys: KeyRing;
  credentials: CredentialStore;
  presentations: Omit<PresentationStore, 'save' | 'delete'> & {
    /** Forgets a presentation that was signed here. */
    delete(id: string): Promise<void>;
  };
};

export type BridgeDeps = VerifyDeps &
  WrapDeps & {
    keys: KeyRing;
    credentials: CredentialStore;
    presentations: PresentationStore;
    /** Whether what is signed is kept whole. */
    keepBodies: boolean;
    challenges: ChallengeStore;
    status: StatusStore;
    exchanges: ExchangeStore;
    tickets: TicketStore;
    oauthStates: OauthStore;
    deriveSecret: DeriveSecret;
    responseKeys: ResponseKeys;
    webhooks: WebhookStore;
    send: Sender;
    /** Signs requests to wallets under a certificate; absent where none is configured. */
    certified?: CertifiedSigner;
    /** Address of the service, as others reach it; undefined where it is not known yet. */
    baseUrl: () => string | undefined;
    /** What `issue` adds where it is not asked for a status. */
    issueStatus: StatusPurpose[];
  };

const CHALLENGE_MINUTES = 10;

export function createBridge(given: BridgeDeps): Bridge {
  const publish = createListPublisher({ ...given, statusSignerFor: given.keys.statusSignerFor });
  const deps = {
    ...given,
    allocateStatus: allocateFrom(given),
    ownStatusList: ownListReader(publish),
    checkedLists: new WeakMap(),
  };
  const ownIssuers = async () => (await deps.keys.list()).map(({ did }) => did);
  const defaultIssuer = async () => (await deps.signerFor()).controller;
  const savePresentation = async (body: JsonObject, id: string, holder: string) => {
    if (deps.keepBodies) await deps.presentations.save({ id, holder, createdAt: deps.now(), body });
  };
  const { saveCredential: _save, allocateStatus: _allocate, ...trial } = deps;
  const wrap = (input: WrapInput, attempt?: Attempt) =>
    wrapRecord(attempt === undefined ? deps : repeatable(deps, attempt), input);
  const unwrap = (value: Json, options?: UnwrapOptions) =>
    unwrapRecords({ ...deps, ownIssuers }, value, options);
  const verify = async (value: Json, asked?: Asked) => (await verifyNodes(deps, value, asked)).report;
  const issue = (input: IssueInput) => issueCredential(deps, { status: deps.issueStatus, ...input });
  const forExchanges: ExchangeDeps = {
    ...deps,
    wrap,
    tryWrap: (input) => wrapRecord(trial, input),
    issue,
    verify,
    unwrap,
  };
  return {
    wrap,
    unwrap,
    verify,
    outline: outlineReport,
    sign: (input) => signRecord(deps, input),
    curate: (input) => curateRecord(input),
    disclose: (input) => discloseCredential(deps, input),
    convert: (input) => convertRecord({ ownIssuers, defaultIssuer }, input),
    split: (input) => splitRecord(deps, input),
    join: (input) => joinCredentials(deps, input),
    compare: (native, credential) => compareRecords({ ...deps, ownIssuers }, native, credential),
    issue,
    batchWork: (task) => createBatchWork({ wrap, verify, unwrap }, task),
    runBatch,
    present: (input) => signPresentation({ ...deps, savePresentation }, input),
    deleteCredential: async (id) => void (await deps.credentials.delete(id, deps.now())),
    createChallenge: async () => {
      const challenge = deps.newId();
      const expires = new Date(deps.now().getTime() + CHALLENGE_MINUTES * 60_000);
      await deps.challenges.issue(challenge, expires);
      return { challenge, expires: expires.toISOString() };
    },
    status: {
      open: (input) => openStatusList({ ...deps, publish }, input),
      change: (input) => changeStatus(deps, input),
      changeAll: (credentials, change) => changeStatuses(deps, credentials, change),
      find: (credentialId) => deps.status.find(credentialId),
      publish,
    },
    exchanges: createExchanges(forExchanges),
    oid4vp: createOid4vp(forExchanges),
    sendWebhooks: () => sendWebhooks(deps),
    oid4vci: createOid4vci(forExchanges),
    pages: createExchangePages(forExchanges),
    vcExchange: createVcExchange(forExchanges),
    keys: deps.keys,
    credentials: deps.credentials,
    presentations: {
      get: (id) => deps.presentations.get(id),
      list: (limit, holder) => deps.presentations.list(limit, holder),
      delete: (id) => deps.presentations.delete(id, deps.now()),
    },
  };
}
