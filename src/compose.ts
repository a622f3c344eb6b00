/** The composition root: configuration in, use cases out. The only file that builds adapters. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBatchJobs } from './batches/create-batch-jobs.ts';
import type { Config } from './config.ts';
import { idOf } from './credentials/schema-vc.ts';
import { digestJson } from './kernel/digest.ts';
import { BridgeError, textOf } from './kernel/errors.ts';
import type { JsonObject } from './kernel/json.ts';
import { createContextLoader, readContextsFolder } from './proofs/contexts.ts';
import type { ResolveDid } from './proofs/ports.ts';
import { shareContexts } from './proofs/share-contexts.ts';
import { envelopeOf } from './records/jws-of-envelope.ts';
import { isServer, openDatabase } from './stores/database.ts';
import { settleSecret } from './stores/settle-secret.ts';
import { createSqlStores } from './stores/sql-stores.ts';
import { createCertifiedSigner } from './trust/certified-signer.ts';
import { createFetcher } from './trust/create-fetcher.ts';
import { createSender, type Sender } from './trust/create-sender.ts';
import { createSecretDeriver } from './trust/derive-secret.ts';
import type { Fetcher } from './trust/fetcher.ts';
import { createKeyRing, type KeyRing } from './trust/keys.ts';
import { normaliseDidDocument } from './trust/normalise-did-document.ts';
import { createDidResolver } from './trust/resolve-did.ts';
import { createResponseKeys } from './trust/response-keys.ts';
import { createSeal } from './trust/seal.ts';
import type { BatchJobs } from './workflows/batch-ports.ts';
import { type Bridge, createBridge } from './workflows/bridge.ts';

/** Effects that tests replace. */
export type Overrides = {
  now?: () => Date;
  newId?: () => string;
  fetch?: Fetcher;
  send?: Sender;
  /** What the operator should know, and turns up while the bridge works. */
  warn?: (message: string) => void;
};

export type Composed = {
  bridge: Bridge;
  /** Batches of the service; they are worked on once it serves. */
  batches: BatchJobs;
  /** What the operator must know, for instance that a secret was made. */
  notices: string[];
  /** Where the data is, without the password of a server. */
  dataPlace: string;
  secretPlace: string;
  /** Starts the HTTP service. */
  serve(): Promise<{ url: string; close(): Promise<void> }>;
  /** Closes the store. */
  close(): Promise<void>;
};

/** @throws BridgeError `config-invalid` where the data directory, its secret or the contexts cannot be used */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Composed> {
  const now = overrides.now ?? (() => new Date());
  const newId = overrides.newId ?? randomUUID;
  const fetch = overrides.fetch ?? createFetcher({ allowHosts: [...config.fetchAllow] });
  const send = overrides.send ?? createSender({ allowHosts: [...config.fetchAllow] });
  const warn = overrides.warn ?? ((message) => process.emitWarning(message));
  const { db, place, ping, close } = await openDatabase(config.databaseUrl ?? config.dataDir, {
    connections: config.databaseConnections,
  });
  const secret = await settleSecret({
    db,
    settings: config,
    shared: isServer(config.databaseUrl ?? ''),
    createSeal,
    now,
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const stores = createSqlStores(db);
  const keys = createKeyRing({ store: stores.keys, seal: secret.seal, now });
  const extra = config.contextsDir === undefined ? undefined : readContextsFolder(config.contextsDir);
  let wake = () => {};
  let baseUrl = config.baseUrl ?? (config.port === 0 ? undefined : `http://${config.host}:${config.port}`);
  const bridge = createBridge({
    now,
    newId,
    fetch,
    resolveDid: ownFirst(keys, createDidResolver({ fetch, now })),
    loadDocument: createContextLoader(extra, shareContexts({ share: config.shareContexts, warn })),
    signerFor: (did, prefer) => keys.signerFor(did, prefer),
    saveCredential: async (credential, { subject, jws, keptAs, replaces = false } = {}) => {
      const body = jws === undefined ? credential : envelopeOf(jws);
      await stores.credentials.save(
        {
          id: String(credential['id'] ?? keptAs ?? `urn:uuid:${newId()}`),
          digest: digestJson(body),
          issuer: idOf(credential['issuer']) ?? '',
          createdAt: now(),
          ...(subject === undefined ? {} : { subject }),
          ...(config.keepBodies ? { body } : {}),
        },
        { replaces },
      );
    },
    consumeChallenge: (challenge) => stores.challenges.consume(challenge, now()),
    keys,
    credentials: stores.credentials,
    presentations: stores.presentations,
    keepBodies: config.keepBodies,
    challenges: stores.challenges,
    status: stores.status,
    exchanges: stores.exchanges,
    tickets: stores.tickets,
    oauthStates: stores.oauthStates,
    deriveSecret: createSecretDeriver(secret.value),
    responseKeys: createResponseKeys(secret.seal),
    send,
    webhooks: {
      ...stores.webhooks,
      add: async (task) => {
        await stores.webhooks.add(task);
        wake();
      },
    },
    ...certifiedOf(config),
    baseUrl: () => baseUrl,
    issueStatus: [...config.status],
  });
  const batches = createBatchJobs({
    bridge,
    folder: join(config.dataDir, 'batches'),
    maxBytes: config.maxBytes,
    maxTotalBytes: config.maxBatchBytes,
    now,
    newId: randomUUID,
    warn,
  });
  const notices = secret.generated
    ? [`A secret was made in ${secret.file}: back it up, private keys cannot be read without it.`]
    : [];
  return {
    bridge,
    batches,
    notices,
    dataPlace: place,
    secretPlace: secret.file ?? 'from CLR_BRIDGE_SECRET',
    close,
    serve: async () => {
      const { serve } = await import('./http/serve.ts');
      const { runDeliveries } = await import('./http/run-deliveries.ts');
      const server = await serve(bridge, { ...config, ping, batches });
      baseUrl = config.baseUrl ?? server.url;
      await batches.begin();
      const deliveries = runDeliveries(() => bridge.sendWebhooks(), {
        everyMs: DELIVERY_MS,
        fail: (error) => warn(`Webhooks could not be sent: ${textOf(error)}`),
      });
      wake = deliveries.wake;
      const close = async () => {
        await server.close();
        await batches.stop();
        await deliveries.stop();
      };
      return { ...server, close };
    },
  };
}

/** How often it is looked whether something was put off until now. */
const DELIVERY_MS = 5000;

/** @throws BridgeError `config-invalid` */
function certifiedOf({ x509 }: Config) {
  if (x509 === undefined) return {};
  const [chain, key] = [x509.chainFile, x509.keyFile].map(readText);
  return { certified: createCertifiedSigner(chain ?? '', key ?? '') };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BridgeError('config-invalid', `${file} cannot be read: ${textOf(cause)}.`, { cause });
  }
}

/** Our own DIDs are answered from our own keys: what was revoked here is known at once, also of a did:key. */
function ownFirst(keys: KeyRing, resolve: ResolveDid): ResolveDid {
  return async (did) => {
    let document: JsonObject;
    try {
      document = await keys.exportDid(did);
    } catch (error) {
      if (error instanceof BridgeError && error.code === 'issuer-unknown') return resolve(did);
      throw error;
    }
    return normaliseDidDocument(document, did);
  };
}

/** What a learner record may come as from an address, best first. */
const DOCUMENT_TYPES = [
  'application/vc',
  'application/vp',
  'application/ld+json',
  'application/json',
  'application/vc+jwt',
  'application/vp+jwt',
  'application/vc+sd-jwt',
  'application/vp+sd-jwt',
  'application/dc+sd-jwt',
  'application/jwt',
  'text/plain;q=0.9',
  'image/png;q=0.8',
  'image/svg+xml;q=0.8',
  '*/*;q=0.1',
];

/**
 * The document at an address of the web, within the limits of every outgoing call; what it is, its bytes say.
 * @throws BridgeError `fetch-refused`, `upstream-unavailable`, also for any answer but 200
 */
export async function fetchDocument(config: Config, url: string): Promise<Uint8Array> {
  const fetch = createFetcher({ allowHosts: [...config.fetchAllow] });
  const { status, body } = await fetch(url, { accept: DOCUMENT_TYPES, maxBytes: config.maxBytes });
  if (status !== 200) throw new BridgeError('upstream-unavailable', `${url} answered ${status}.`);
  return body;
}
