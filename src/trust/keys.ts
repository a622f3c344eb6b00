/** Our own keys: made, kept sealed, handed out as signers, retired and revoked. */
import { type OfferedProof, PROOF_KEYS } from '../kernel/contract.ts';
import { BridgeError } from '../kernel/errors.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { KeyType, Signer } from '../proofs/ports.ts';
import { createDidDocument, didOfKey } from './did-forms.ts';
import { createLocalSigner } from './local-signer.ts';
import {
  generatePrivateKey,
  type PrivateKey,
  parsePrivateKey,
  readPrivateKey,
  writePrivateKey,
} from './private-key.ts';
import type { Seal } from './seal.ts';

/** active -> retired -> revoked, or active -> revoked; never back. */
export type KeyStatus = 'active' | 'retired' | 'revoked';

export type KeyRecord = {
  /** The verification method, a DID URL. */
  id: string;
  /** What its owner calls it. */
  name: string;
  did: string;
  keyType: KeyType;
  publicJwk: JsonObject;
  /** The proof that credentials by this key get where nothing else is said. */
  proof?: OfferedProof;
  /** The private JWK under the seal, bound to the id. */
  sealedPrivate: string;
  status: KeyStatus;
  /** dateTime in UTC, as are the others. */
  createdAt: string;
  retiredAt?: string;
  revokedAt?: string;
  revocationReason?: string;
};

/** A key as it is shown: all but what is sealed. */
type KeyInfo = Omit<KeyRecord, 'sealedPrivate'>;

/** Where keys are kept; each call is atomic and, once resolved, outlives the process. */
export type KeyStore = {
  /** False where the id is taken. */
  add(record: KeyRecord): Promise<boolean>;
  get(id: string): Promise<KeyRecord | undefined>;
  /** In the order they were added; of one DID, or all. */
  list(did?: string): Promise<KeyRecord[]>;
  /** Replaces a record that still has the status `from`; false where it has not. */
  replace(record: KeyRecord, from: KeyStatus): Promise<boolean>;
};

type NewKey = {
  /** Default `issuer`. */
  name?: string;
  /** Default: Ed25519, or a type that `proof` needs. */
  keyType?: KeyType;
  /** `key` (default; RSA: `jwk`), `jwk`, or a whole DID such as `did:web:school.example`. */
  did?: string;
  rsaBits?: 2048 | 3072;
  proof?: OfferedProof;
};

export type KeyRing = {
  /** @throws BridgeError `key-invalid` where the DID has no form for the type, `proof-unfit` where the proof is not for it */
  create(key?: NewKey): Promise<KeyInfo>;
  /** A private key made elsewhere: JWK, PKCS#8 PEM or Ed25519 seed. @throws BridgeError `key-invalid`, `conflict` */
  import(material: string | JsonObject, key?: Pick<NewKey, 'name' | 'did' | 'proof'>): Promise<KeyInfo>;
  /** Oldest first. */
  list(): Promise<KeyInfo[]>;
  /** By key id; by DID, its newest active key, else its newest. @throws BridgeError `issuer-unknown` */
  find(didOrId: string): Promise<KeyInfo>;
  /** By what its owner calls it: the newest active key of the name, else the newest. @throws BridgeError `issuer-unknown` */
  findNamed(name: string): Promise<KeyInfo>;
  /**
   * The signer of a key id; of a DID, its newest active key (of a preferred type, where one has it); without
   * either, of the default issuer: the DID of the oldest active key of the first preferred type there is
   * (Ed25519 unless said otherwise), else of the oldest active key.
   * So a second key of the same DID takes over at once, while a second DID changes nothing.
   * @throws BridgeError `issuer-unknown`, `key-unavailable`
   */
  signerFor(didOrId?: string, prefer?: KeyType[]): Promise<Signer>;
  /**
   * Who signs the status lists of a DID: its active key, else its newest retired one (of a preferred type, where there
   * is one). A list asserts nothing new; it says what became of credentials that the retired key still vouches for.
   * @throws BridgeError `issuer-unknown`, `key-unavailable` where every key of the DID was revoked
   */
  statusSignerFor(did: string, prefer: KeyType[]): Promise<Signer>;
  /** No new signatures; old ones stay good. @throws BridgeError `conflict` for a revoked key, `issuer-unknown` */
  retire(didOrId: string): Promise<KeyInfo>;
  /** The key is no longer to be trusted, nor is anything it signed. @throws BridgeError `issuer-unknown` */
  revoke(didOrId: string, reason?: string): Promise<KeyInfo>;
  /** The document published for a DID of ours, now or as it was at an instant. @throws BridgeError `issuer-unknown` */
  exportDid(did: string, at?: Date): Promise<JsonObject>;
};

export type KeyRingOptions = { store: KeyStore; seal: Seal; now: () => Date };

export function createKeyRing({ store, seal, now }: KeyRingOptions): KeyRing {
  // opening a seal is slow on purpose, so opened keys are kept; what may sign is asked of the store each time
  const signers = new Map<string, Promise<Signer>>();

  return {
    create: async ({ keyType, rsaBits, ...key } = {}) =>
      keep(await generatePrivateKey(keyType ?? typeFor(key.proof), rsaBits), key),

    import: async (material, key = {}) => keep(parsePrivateKey(material), key),

    list: async () => (await store.list()).map(withoutSecret),

    find: async (didOrId) => withoutSecret(await findRecord(didOrId)),

    async findNamed(name) {
      const record = bestOf(
        (await store.list()).filter((held) => held.name === name),
        [],
      );
      if (record !== undefined) return withoutSecret(record);
      throw new BridgeError('issuer-unknown', `No key called ${name} is held here.`);
    },

    async signerFor(didOrId, prefer = ['Ed25519']) {
      const record = await (didOrId === undefined ? findDefault(prefer) : findRecord(didOrId, prefer));
      if (record.status === 'active') return signerOf(record);
      throw unavailable(record);
    },

    async statusSignerFor(did, prefer) {
      const record = await findRecord(did, prefer);
      if (record.status === 'active') return signerOf(record);
      const retired = (await store.list(did)).filter(({ status }) => status === 'retired');
      const last = retired.findLast(({ keyType }) => prefer.includes(keyType)) ?? retired.at(-1);
      if (last === undefined) throw unavailable(record);
      return signerOf(last);
    },

    retire: (didOrId) =>
      change(didOrId, 'retired', (record, retiredAt) => ({ ...record, status: 'retired', retiredAt })),

    revoke: (didOrId, reason) =>
      change(didOrId, 'revoked', (record, revokedAt) => ({
        ...record,
        status: 'revoked',
        revokedAt,
        ...(reason === undefined ? {} : { revocationReason: reason }),
      })),

    async exportDid(did, at) {
      const instant = at?.toISOString();
      const keys = (await store.list(did)).filter(
        ({ createdAt }) => instant === undefined || createdAt <= instant,
      );
      if (keys.length === 0) throw new BridgeError('issuer-unknown', `No key of ${did} is held here.`);
      return createDidDocument(did, instant === undefined ? keys : keys.map((key) => asOf(key, instant)));
    },
  };

  async function keep(
    privateKey: PrivateKey,
    { name = 'issuer', did: form, proof }: Pick<NewKey, 'name' | 'did' | 'proof'>,
  ): Promise<KeyInfo> {
    const { publicJwk, keyType } = createLocalSigner('', privateKey);
    if (proof !== undefined && !PROOF_KEYS[proof].includes(keyType)) {
      const types = PROOF_KEYS[proof].join(' or ');
      throw new BridgeError('proof-unfit', `${proof} needs a key of type ${types}, not ${keyType}.`);
    }
    const { did, id } = await didOfKey(form ?? (keyType === 'RSA' ? 'jwk' : 'key'), publicJwk);
    const sealedPrivate = await seal.close(writePrivateKey(privateKey), id);
    const createdAt = now().toISOString();
    const record: KeyRecord = {
      id,
      name,
      did,
      keyType,
      publicJwk,
      sealedPrivate,
      status: 'active',
      createdAt,
      ...(proof === undefined ? {} : { proof }),
    };
    if (!(await store.add(record))) throw new BridgeError('conflict', `The key ${id} is held already.`);
    return withoutSecret(record);
  }

  async function findRecord(didOrId: string, prefer: KeyType[] = []): Promise<KeyRecord> {
    const records = didOrId.includes('#') ? [await store.get(didOrId)] : await store.list(didOrId);
    const record = bestOf(
      records.filter((held) => held !== undefined),
      prefer,
    );
    if (record !== undefined) return record;
    throw new BridgeError('issuer-unknown', `No key of ${didOrId} is held here.`);
  }

  async function findDefault(prefer: KeyType[]): Promise<KeyRecord> {
    const active = (await store.list()).filter(({ status }) => status === 'active');
    const first = prefer
      .map((type) => active.find(({ keyType }) => keyType === type))
      .find((record) => record !== undefined);
    const chosen = first ?? active[0];
    if (chosen === undefined) {
      throw new BridgeError(
        'issuer-unknown',
        'No active key is held here; make one with `clr-bridge keys create`.',
      );
    }
    return (
      bestOf(
        active.filter(({ did }) => did === chosen.did),
        prefer,
      ) ?? chosen
    );
  }

  function signerOf({ id, sealedPrivate, proof }: KeyRecord): Promise<Signer> {
    const held = signers.get(id);
    if (held !== undefined) return held;
    const opened = seal.open(sealedPrivate, id).then((text) => {
      return {
        ...createLocalSigner(id, readPrivateKey(text)),
        ...(proof === undefined ? {} : { proof }),
      };
    });
    signers.set(id, opened);
    opened.catch(() => signers.delete(id));
    return opened;
  }

  async function change(
    didOrId: string,
    to: KeyStatus,
    next: (record: KeyRecord, at: string) => KeyRecord,
  ): Promise<KeyInfo> {
    const record = await findRecord(didOrId);
    if (
      !didOrId.includes('#') &&
      (await store.list(didOrId)).filter(({ status }) => status !== 'revoked').length > 1
    ) {
      throw new BridgeError(
        'conflict',
        `${didOrId} has several keys; name one by its id (clr-bridge keys list).`,
      );
    }
    if (record.status === to) return withoutSecret(record); // asked twice, done once
    if (record.status === 'revoked') {
      throw new BridgeError(
        'conflict',
        `The key ${record.id} was revoked on ${record.revokedAt}; that is final.`,
      );
    }
    const changed = next(record, now().toISOString());
    if (!(await store.replace(changed, record.status))) {
      throw new BridgeError('conflict', `The key ${record.id} was changed at the same time; look again.`);
    }
    return withoutSecret(changed);
  }
}

/** Ed25519 wherever it makes the proof. */
function typeFor(proof: OfferedProof | undefined): KeyType {
  const [first = 'Ed25519', ...others] = proof === undefined ? [] : PROOF_KEYS[proof];
  return others.includes('Ed25519') ? 'Ed25519' : first;
}

/** The newest active key, of a preferred type if any; else the newest. `records` are oldest first. */
function bestOf(records: KeyRecord[], prefer: KeyType[]): KeyRecord | undefined {
  const active = records.filter(({ status }) => status === 'active');
  return active.findLast(({ keyType }) => prefer.includes(keyType)) ?? active.at(-1) ?? records.at(-1);
}

function unavailable({ id, status, retiredAt, revokedAt }: KeyRecord): BridgeError {
  const message = `The key ${id} was ${status} on ${revokedAt ?? retiredAt}; it signs nothing new.`;
  return new BridgeError('key-unavailable', message);
}

/** A record as it was at an instant after its making. */
function asOf({ retiredAt, revokedAt, ...record }: KeyRecord, instant: string): KeyRecord {
  const [retired, revoked] = [retiredAt, revokedAt].map((date) => date !== undefined && date <= instant);
  if (revoked && revokedAt !== undefined) return { ...record, status: 'revoked', revokedAt };
  return { ...record, status: retired ? 'retired' : 'active' };
}

function withoutSecret({ sealedPrivate: _sealed, ...info }: KeyRecord): KeyInfo {
  return info;
}
