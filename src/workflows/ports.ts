/** What the workflows need from outside. Types only; `compose.ts` builds the real things, tests build fakes. */
import type { JsonObject } from '../kernel/json.ts';
import type { LoadDocument } from '../proofs/contexts.ts';
import type { KeyType, ResolveDid, Signer } from '../proofs/ports.ts';
import type { Fetcher } from '../trust/fetcher.ts';
import type { ReadDocument } from '../trust/read-document.ts';
import type { ReadStatusList } from '../trust/read-status-list.ts';
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
  /** Called before the credential is answered; absent where nothing is kept. */
  saveCredential?: (credential: JsonObject, about?: Issued) => Promise<void>;
};

/** What is kept of a credential beside its JSON. */
export type Issued = {
  subject?: string;
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
};

export type CredentialStore = {
  /**
   * Durable when it returns.
   * @param options `replaces`: the credential of the same issuer under this id, if there is one, gives way
   * @throws BridgeError `conflict` for an id that is there already
   */
  save(credential: StoredCredential, options?: { replaces?: boolean }): Promise<void>;
  get(id: string): Promise<StoredCredential | undefined>;
  /** Newest first. */
  list(limit: number): Promise<StoredCredential[]>;
  count(): Promise<number>;
};

export type ChallengeStore = {
  issue(challenge: string, expiresAt: Date): Promise<void>;
  /** Atomic: of many calls with one challenge exactly one gets `consumed`. */
  consume(challenge: string, now: Date): Promise<ChallengeState>;
};

export type { KeyRecord, KeyStatus, KeyStore } from '../trust/keys.ts';
