/** What the workflows need from outside. Types only; `compose.ts` builds the real things, tests build fakes. */
import type { Json, JsonObject } from '../kernel/json.ts';
import type { StatusPurpose } from '../kernel/status.ts';
import type { LoadDocument } from '../proofs/contexts.ts';
import type { KeyType, ResolveDid, Signer } from '../proofs/ports.ts';
import type { Fetcher } from '../trust/fetcher.ts';
import type { ReadDocument } from '../trust/read-document.ts';
import type { CheckedLists, ReadStatusList } from '../trust/read-status-list.ts';
import type { RunSchema } from '../trust/run-schema.ts';

/** What a presentation must answer, and whom what is verified should be about. */
export type Asked = {
  challenge?: string;
  domain?: string;
  /** Id or e-mail address: compared with the identifiers of each credential’s subject, hashed ones too. */
  recipient?: string;
};

/** `unknown`: never issued here. */
export type ChallengeState = 'consumed' | 'unknown' | 'spent' | 'expired';

export type VerifyDeps = {
  now: () => Date;
  fetch: Fetcher;
  resolveDid: ResolveDid;
  loadDocument: LoadDocument;
  /** A status list of this service, by its address; undefined for any other, and where there is no service. */
  ownStatusList?: (url: string) => Promise<Json | undefined>;
  /** What is remembered of these lists from one verification to the next. */
  checkedLists?: CheckedLists;
  /** Spends a challenge of this service; absent where there is no service (library). */
  consumeChallenge?: (challenge: string) => Promise<ChallengeState>;
};

/** The same during one verification: every address, every DID and every status list is asked once. */
export type Verifying = VerifyDeps & {
  read: ReadDocument;
  readStatusList: ReadStatusList;
  runSchema: RunSchema;
};

export type WrapDeps = {
  now: () => Date;
  newId: () => string;
  loadDocument: LoadDocument;
  /** The signer of a DID of this service, or the default one. @throws BridgeError `issuer-unknown`, `key-unavailable` */
  signerFor: (did?: string, prefer?: KeyType[]) => Promise<Signer>;
  /** Takes a place in a status list, durably; absent where there is no store. */
  allocateStatus?: (wanted: StatusWanted) => Promise<StatusPlace>;
  /** Called before the credential is answered; absent where nothing is kept. */
  saveCredential?: (credential: JsonObject, about?: Issued) => Promise<void>;
};

/** What is kept of a credential beside its JSON. */
export type Issued = {
  subject?: string;
  /** What it is kept under where it has no id of its own (VCALM, `credentialId`). */
  keptAs?: string;
  /** The JWS it is handed out as, where it has no embedded proof. */
  jws?: string;
  /** It takes the place of what the same issuer issued under this id before: an update (Open Badges 3.0, equality). */
  replaces?: boolean;
};

/** A credential as it was issued; `body` is absent where the operator keeps none. */
export type StoredCredential = {
  id: string;
  /** Digest of the credential's JSON, proof included. */
  digest: string;
  issuer: string;
  subject?: string;
  createdAt: Date;
  body?: JsonObject;
  /** What was deleted keeps its id, its issuer and its dates, and nothing else. */
  deletedAt?: Date;
};

export type CredentialStore = {
  /**
   * Durable when it returns.
   * @param options `replaces`: the credential of the same issuer under this id, if there is one, gives way
   * @throws BridgeError `conflict` for an id that is there already
   */
  save(credential: StoredCredential, options?: { replaces?: boolean }): Promise<void>;
  get(id: string): Promise<StoredCredential | undefined>;
  /** Newest first; without what was deleted. @param issuer of one issuer only */
  list(limit: number, issuer?: string): Promise<StoredCredential[]>;
  count(): Promise<number>;
  /** Forgets the credential for good; its id is never given to another. */
  delete(id: string, now: Date): Promise<'deleted' | 'gone' | 'unknown'>;
};

/** A presentation as it was signed here. */
export type StoredPresentation = {
  id: string;
  holder: string;
  createdAt: Date;
  /** Absent once it was deleted: only id, holder and dates are left. */
  body?: JsonObject;
  deletedAt?: Date;
};

export type PresentationStore = {
  /** Durable when it returns. @throws BridgeError `conflict` for an id that is there already */
  save(presentation: StoredPresentation): Promise<void>;
  get(id: string): Promise<StoredPresentation | undefined>;
  /** Newest first; without what was deleted. @param holder of one holder only */
  list(limit: number, holder?: string): Promise<StoredPresentation[]>;
  /** Forgets the presentation for good; its id is never given to another. */
  delete(id: string, now: Date): Promise<void>;
};

export type StatusWanted = {
  /** DID that issues credential and list. */
  issuer: string;
  purpose: StatusPurpose;
  /** Bits of an entry. */
  size: number;
  /** What each status means, for all entries of the list alike. */
  messages?: string[];
  credentialId?: string;
  /** A place that was taken for the same credential since then is given again, not another. */
  since?: Date;
};

export type StatusListRecord = {
  id: string;
  /** Where it is published, and its id as a credential. */
  url: string;
  issuer: string;
  purpose: StatusPurpose;
  size: number;
  messages?: string[];
};

export type StatusPlace = { list: StatusListRecord; index: number };

export type StatusEntry = StatusPlace & {
  credentialId?: string;
  status: number;
  /** What was said before, and when, the oldest first. */
  changes: { status: number; reason?: string; changedAt: Date }[];
};

export type StatusStore = {
  /**
   * A place at random that nobody has had, and nobody will have again, even if the credential is never answered.
   * Durable when it returns. @param base address of the service, which the list's begins with
   */
  allocate(wanted: StatusWanted, base: string, now: Date): Promise<StatusPlace>;
  /** The list that the next places are taken in, begun where there is none. */
  open(wanted: StatusWanted, base: string, now: Date): Promise<StatusListRecord>;
  /** Every entry of a credential; of one that was issued again under its id, the old ones too. */
  find(credentialId: string): Promise<StatusEntry[]>;
  get(listId: string, index: number): Promise<StatusEntry | undefined>;
  /** One statement: the change is what is kept, and what the status is read from. */
  change(place: StatusPlace, status: number, changedAt: Date, reason?: string): Promise<void>;
  /** `version` grows with each change of the list. */
  getList(listId: string): Promise<{ list: StatusListRecord; version: number } | undefined>;
  /** The entries that are not 0, by their index. */
  readStatuses(listId: string): Promise<Map<number, number>>;
};

export type ChallengeStore = {
  issue(challenge: string, expiresAt: Date): Promise<void>;
  /** Atomic: of many calls with one challenge exactly one gets `consumed`. */
  consume(challenge: string, now: Date): Promise<ChallengeState>;
};

export type { KeyRecord, KeyStatus, KeyStore } from '../trust/keys.ts';
