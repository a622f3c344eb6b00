/** What exchanges with wallets need from outside, and what is kept of each. Types only. */
import type { CLIENT_IDS, REQUEST_QUERIES, TEMPLATES } from '../kernel/exchange.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { Report } from '../kernel/report.ts';
import type { CertifiedSigner } from '../trust/certified-signer.ts';
import type { DeriveSecret } from '../trust/derive-secret.ts';
import type { ResponseKey, ResponseKeys } from '../trust/response-keys.ts';
import type { IssueInput } from './issue-credential.ts';
import type { Asked, ChallengeStore, CredentialStore, VerifyDeps, WrapDeps } from './ports.ts';
import type { WebhookStore } from './send-webhooks.ts';
import type { UnwrapOptions, Unwrapped } from './unwrap-records.ts';
import type { WrapInput, Wrapped } from './wrap-record.ts';

export type ExchangeKind = 'offer' | 'request';

/** What wallets are offered (`offer`), or asked to present (`request`). */
export type ExchangeRecord = {
  id: string;
  kind: ExchangeKind;
  createdAt: Date;
  expiresAt: Date;
  /** When a person or a wallet looked at it first. */
  openedAt?: Date;
  /** When the last of its uses came to its end. */
  finishedAt?: Date;
  cancelledAt?: Date;
  /** How many wallets may take it. */
  uses: number;
  taken: number;
  /** Answers that were refused: a wrong transaction code, a proof that does not hold. */
  attempts: number;
  /** What is offered or asked; absent once it is of no use any more. */
  content?: JsonObject;
  /** What came of a request. */
  result?: JsonObject;
};

export type ExchangeEvent = { event: string; happenedAt: Date; detail?: JsonObject };

/** `taken`: by this call. */
type TakeState = 'taken' | 'spent' | 'expired' | 'cancelled' | 'unknown';

export type ExchangeStore = {
  /** Durable when it returns. @throws BridgeError `conflict` for an id that is there already */
  create(record: Omit<ExchangeRecord, 'taken' | 'attempts'>): Promise<void>;
  get(id: string): Promise<ExchangeRecord | undefined>;
  /** Newest first. */
  list(kind: ExchangeKind, limit: number): Promise<ExchangeRecord[]>;
  /** Notes the first look at it; true for that one only. */
  open(id: string, now: Date): Promise<boolean>;
  /** Takes one of its uses; of many calls at once as many get one as there are. */
  take(id: string, now: Date): Promise<TakeState>;
  /** The use that was taken came to nothing. */
  giveBack(id: string): Promise<void>;
  /** Notes the end of a use; of the last one, also that the exchange is finished, what came of it, and what is left of what was asked. */
  finish(id: string, now: Date, outcome?: { result: JsonObject; content: JsonObject }): Promise<void>;
  /** False where it was over before. */
  cancel(id: string, now: Date): Promise<boolean>;
  /**
   * Counts an answer that was refused. @returns how many there were, with this one
   * @param by -1 for one that was counted before it was looked at, and is good
   */
  countAttempt(id: string, by?: 1 | -1): Promise<number>;
  /** Forgets what was offered or asked, and what came of it. */
  clear(id: string): Promise<void>;
  addEvent(id: string, event: ExchangeEvent): Promise<void>;
  /** Oldest first. */
  listEvents(id: string): Promise<ExchangeEvent[]>;
};

/** A secret of one exchange: good until it is spent or expires, and for what its kind says, nothing else. */
export type Ticket = {
  /** For instance `access-token`. */
  kind: string;
  exchangeId: string;
  detail?: JsonObject;
  expiresAt: Date;
};

export type TicketStore = {
  /** @param digest of the secret, which is not kept. False where there is such a ticket already. */
  issue(digest: string, ticket: Ticket, now: Date): Promise<boolean>;
  /** One that is neither spent nor expired. */
  find(kind: string, digest: string, now: Date): Promise<Ticket | undefined>;
  /** Atomic: of many calls with one secret exactly one gets the ticket. */
  spend(kind: string, digest: string, now: Date): Promise<Ticket | undefined>;
  /** Takes one back, as if it had never been issued. */
  withdraw(kind: string, digest: string): Promise<void>;
  /** Everything that was kept for an exchange. */
  forget(exchangeId: string): Promise<void>;
};

/** One step of an authorization by OAuth: a request, a code, a grant. */
type OauthState = {
  kind: string;
  /** Of its id, which is not kept. */
  digest: string;
  /** What is known of it, unreadable to the store. */
  sealed: string;
  /** Of the id of the grant that it belongs to. */
  grantDigest?: string;
  expiresAt: Date;
};

export type OauthStore = {
  /** Replaces what has the same digest; whether that was spent remains. */
  save(state: OauthState, now: Date): Promise<void>;
  /** One that has not expired; also a spent one. */
  find(kind: string, digest: string, now: Date): Promise<{ sealed: string; spentAt?: Date } | undefined>;
  /** Atomic: true for exactly one of many calls. */
  spend(kind: string, digest: string, now: Date): Promise<boolean>;
  remove(kind: string, digest: string): Promise<void>;
  /** Removes all of a kind that belong to a grant. */
  removeOfGrant(kind: string, grantDigest: string): Promise<void>;
};

export type ExchangeDeps = {
  now: () => Date;
  newId: () => string;
  exchanges: ExchangeStore;
  tickets: TicketStore;
  oauthStates: OauthStore;
  challenges: ChallengeStore;
  credentials: CredentialStore;
  deriveSecret: DeriveSecret;
  resolveDid: VerifyDeps['resolveDid'];
  signerFor: WrapDeps['signerFor'];
  /** Signs requests under a certificate; absent where none is configured. */
  certified?: CertifiedSigner;
  responseKeys: ResponseKeys;
  webhooks: WebhookStore;
  /** Address of the service, as others reach it; undefined where it is not known yet. */
  baseUrl: () => string | undefined;
  wrap: (input: WrapInput) => Promise<Wrapped>;
  /** The same, but nothing is kept and no place in a status list is taken. */
  tryWrap: (input: WrapInput) => Promise<Wrapped>;
  issue: (input: IssueInput) => Promise<JsonObject>;
  verify: (value: Json, asked?: Asked) => Promise<Report>;
  unwrap: (value: Json, options?: UnwrapOptions) => Promise<Unwrapped>;
};

/** What a wallet is handed, and in which form it may ask for it. */
export type CredentialFormat = 'ldp_vc' | 'jwt_vc_json' | 'vc+sd-jwt' | 'vc+jwt';

/** How a record is wrapped when it is claimed. */
export type OfferedOptions = Omit<WrapInput, 'records' | 'subject'>;

export type OfferItem = {
  /** For people. */
  title: string;
  /**
   * `record`: wrapped when it is claimed. `credential`: issued then, as it is but for its id and the subject's.
   * `signed`: handed over as it is.
   */
  kind: 'record' | 'credential' | 'signed';
  value: Json;
  options?: OfferedOptions;
};

export type TxCode = {
  /** Digits. */
  length: number;
  /** How the learner gets to know it, for people. */
  description?: string;
};

export type OfferContent = {
  items: OfferItem[];
  /** The only DID that may claim it. */
  subject?: string;
  /** `required`: nobody gets it without the proof of a DID. `preferred`: a person may also download it. */
  binding: 'preferred' | 'required';
  txCode?: TxCode;
  issuerName?: string;
  walletUrl?: string;
  /** Whether the exchange of VC-API begins with the proof of a DID. */
  didAuth: boolean;
};

/** Which protocol a claim or an answer came by; the first word of what an owner reads of it. */
export type Way = 'oid4vci' | 'oid4vp' | 'vc-api' | 'learner-credential-wallet' | 'download' | 'upload';

/** See `CLIENT_IDS` and `REQUEST_QUERIES`. */
type ClientId = (typeof CLIENT_IDS)[number];
type RequestQuery = (typeof REQUEST_QUERIES)[number];

/** What a learner is asked to present. */
export type RequestContent = {
  /** For people. */
  title: string;
  template: (typeof TEMPLATES)[number];
  /** DIDs whose credentials are asked for; empty: of anybody. */
  issuers: string[];
  /** Types of achievements that are asked for (Open Badges 3.0, AchievementType); empty: any. */
  achievementTypes: string[];
  /** `required`: the wallet proves that the presenter is the subject. `none`: what is presented is enough. */
  binding: 'required' | 'none';
  /** What comes out: the record as it went in, or converted. */
  to: 'native' | '1.0' | '2.0';
  /** Id or e-mail address that the subject must have. */
  recipient?: string;
  /** Where the wallet sends the person afterwards. */
  redirectUrl?: string;
  /** Who is told when there is an answer. */
  webhook?: string;
  /** Whether they are told the records as well. */
  webhookRecords?: boolean;
  /** How the service names itself to wallets of OpenID4VP. */
  clientId: ClientId;
  /** The DID that it names itself by, of a key of its own. */
  verifier?: string;
  /** What wallets of OpenID4VP encrypt their answer to; absent where they need not. */
  encryption?: ResponseKey;
  /** What OpenID4VP asks in: DCQL, or Presentation Exchange for wallets older than version 1.0. */
  query: RequestQuery;
  /** Whether the page of the request, which whoever has its link can read, names what was presented. Default: not. */
  showResult?: boolean;
  /** Whether records are handed out, each with its state, though not all of the answer was accepted. */
  allowUnverified?: boolean;
};
