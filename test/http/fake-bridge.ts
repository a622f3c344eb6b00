/** A Bridge that answers at once, and remembers what it was asked. */
import { BridgeError } from '../../src/kernel/errors.ts';
import { finding } from '../../src/kernel/findings.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createReport, type Report } from '../../src/kernel/report.ts';
import type { MarkedNode } from '../../src/records/arrange-nodes.ts';
import type { Loss } from '../../src/records/losses.ts';
import type { KeyRing } from '../../src/trust/keys.ts';
import type { Bridge } from '../../src/workflows/bridge.ts';
import type { StoredCredential } from '../../src/workflows/ports.ts';

export const DID = 'did:key:z6MkfakefakefakefakefakefakefakefakefakefakefakeFA';
/** The key of every instance. */
export const KEY: Awaited<ReturnType<KeyRing['find']>> = {
  id: `${DID}#key`,
  name: 'issuer',
  did: DID,
  keyType: 'Ed25519',
  publicJwk: {},
  status: 'active',
  createdAt: '2026-06-01T12:00:00.000Z',
};

export const CREDENTIAL: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  type: ['VerifiableCredential'],
  issuer: DID,
  credentialSubject: { clr: { type: 'Clr' } },
};

export const ACCEPTED: Report = createReport(
  'vc',
  [finding('proof-valid', '/proof'), finding('holder-unproven', '')],
  [
    { pointer: '', kind: 'vc', state: 'verified', reasons: [] },
    {
      pointer: '/credentialSubject/clr',
      kind: 'clr',
      name: 'Transcript',
      state: 'covered',
      reasons: ['covered'],
    },
  ],
);

export const REJECTED: Report = createReport(
  'vc',
  [finding('proof-invalid', '/proof'), finding('issuer-mismatch', '/issuer'), finding('value-uri', '/id')],
  [{ pointer: '', kind: 'vc', state: 'failed', reasons: ['proof-invalid'] }],
);

export const PRESENTED: Report = createReport(
  'vp',
  [finding('proof-valid', '/proof'), finding('challenge-valid', '/proof')],
  [{ pointer: '', kind: 'vp', state: 'verified', reasons: [] }],
);

const LIST_URL = 'https://bridge.example/status-lists/l-1';

const LOSS: Loss = { pointer: '/learner/address', code: 'personal-dropped', message: 'A message.' };

export const MARKED: MarkedNode = {
  pointer: '',
  kind: 'clr',
  title: 'Transcript',
  lines: ['issued 2026-05-02'],
  state: 'verified',
  reasons: [],
  children: [{ pointer: '/learner', kind: 'learner', title: 'Alma Berg', lines: [], children: [] }],
};

export type Call = { name: string; input: unknown; more?: unknown };

export type FakeBridge = Bridge & { calls: Call[] };

const refuse = (name: string) => async (): Promise<never> => {
  throw new Error(`${name} is not expected here`);
};

/** `overrides` replace single use cases; all others succeed. */
export function createFakeBridge(overrides: Partial<Bridge> = {}): FakeBridge {
  const calls: Call[] = [];
  const note = (name: string, input: unknown, more?: unknown) => {
    calls.push(more === undefined ? { name, input } : { name, input, more });
  };
  const keys: KeyRing = {
    create: refuse('create'),
    import: refuse('import'),
    list: async () => [],
    find: refuse('find'),
    findNamed: async (name) => {
      if (name === 'nobody') throw new BridgeError('issuer-unknown', `No key called ${name} is held here.`);
      return { ...KEY, name };
    },
    signerFor: refuse('signerFor'),
    statusSignerFor: refuse('statusSignerFor'),
    retire: refuse('retire'),
    revoke: refuse('revoke'),
    exportDid: async (did) => {
      note('exportDid', did);
      if (did.endsWith(':nobody')) throw new BridgeError('issuer-unknown', `No key of ${did} is held here.`);
      return { '@context': 'https://www.w3.org/ns/did/v1', id: did, verificationMethod: [] };
    },
  };
  const clr: JsonObject = { type: 'Clr' };
  const wrong = [finding('property-missing', '/publisher')];
  const absent = async () => {
    throw new BridgeError('not-found', 'There are no exchanges here.');
  };
  const exchanges: Bridge['exchanges'] = {
    createOffer: absent,
    createRequest: absent,
    list: async () => [],
    describe: absent,
    cancel: absent,
    find: absent,
    codeOf: absent,
    linksOf: absent,
    open: absent,
    redeem: absent,
    answer: absent,
  };
  const bridge: Bridge = {
    exchanges,
    vcExchange: {
      redeemByLink: absent,
      participate: absent,
      workflow: () => ({}),
      state: absent,
      protocols: absent,
      interact: absent,
      pageOf: absent,
    },
    batchWork: () => async () => ({ value: null, remarks: [] }),
    runBatch: absent,
    sendWebhooks: async () => 0,
    oid4vp: { readRequest: absent, takeResponse: absent },
    oid4vci: {
      issuerMetadata: () => ({}),
      serverMetadata: () => ({}),
      offer: absent,
      token: absent,
      authorisation: {
        describe: absent,
        confirm: absent,
        token: absent,
        cookieKey: async () => 'a key of this test',
        states: {
          save: refuse('save'),
          find: async () => undefined,
          spend: refuse('spend'),
          remove: refuse('remove'),
          removeOfGrant: refuse('removeOfGrant'),
        },
      },
      nonce: absent,
      credential: absent,
      deferred: absent,
      notification: absent,
    },
    pages: {
      show: absent,
      see: async () => undefined,
      idOf: absent,
      download: absent,
      openDownload: absent,
      upload: absent,
    },
    wrap: async (input) => {
      note('wrap', input);
      const several = input.records.length > 1;
      return {
        verifiableCredential: CREDENTIAL,
        losses: [],
        warnings: several ? [finding('property-missing', '/1/publisher')] : wrong,
      };
    },
    unwrap: async (value, options) => {
      note('unwrap', value, options);
      const verification = { verdict: 'accepted', state: 'covered', verified: true } as const;
      return {
        records: [{ clr, version: '1.0', pointer: '/credentialSubject/clr', verification }],
        report: ACCEPTED,
      };
    },
    verify: async (value, asked) => {
      note('verify', value, asked);
      return (value as JsonObject)['type'] === 'VerifiablePresentation' ? PRESENTED : ACCEPTED;
    },
    outline: (value, report) => {
      note('outline', value, report);
      return { nodes: [MARKED], warnings: ['A warning.'] };
    },
    sign: async (input) => {
      note('sign', input);
      return { signedClr: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln', warnings: wrong };
    },
    curate: (input) => {
      note('curate', input);
      return {
        clr,
        provenance: { source: { digest: 'uEiB' }, kept: [], omitted: 0, changes: [] },
        warnings: wrong,
      };
    },
    disclose: async (input) => {
      note('disclose', input);
      return {
        verifiableCredential: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln~',
        kept: [],
        omitted: 2,
        binding: 'none',
      };
    },
    convert: async (input) => {
      note('convert', input);
      return { clr, losses: [LOSS] };
    },
    split: async (input) => {
      note('split', input);
      return {
        verifiableCredentials: [CREDENTIAL],
        leftOut: [{ pointer: '/credentialSubject/association/0', reason: 'A reason.' }],
        losses: [LOSS],
        warnings: wrong,
      };
    },
    join: async (input) => {
      note('join', input);
      return { verifiableCredential: CREDENTIAL, warnings: [finding('proof-left-behind', '/0/id')] };
    },
    compare: async (native, credential) => {
      note('compare', native, credential);
      return {
        same: false,
        pointer: '/credentialSubject/clr',
        differences: [{ pointer: '/name', native: 'A', credential: 'B' }],
        native: REJECTED,
        credential: ACCEPTED,
      };
    },
    issue: async (input) => {
      note('issue', input);
      return { ...input.credential, proof: { type: 'DataIntegrityProof' } };
    },
    present: async (input) => {
      note('present', input);
      return { ...input.presentation, proof: { type: 'DataIntegrityProof' } };
    },
    deleteCredential: async (id) => note('deleteCredential', id),
    createChallenge: async () => ({ challenge: 'c-1', expires: '2026-06-01T12:10:00.000Z' }),
    status: {
      changeAll: absent,
      open: async (input) => {
        note('open', input);
        return { url: LIST_URL, credential: CREDENTIAL };
      },
      change: async (input) => {
        note('status', input);
        const list = { id: 'l-1', url: LIST_URL, issuer: DID, purpose: input.purpose, size: 1 };
        return [{ list, index: 7, credentialId: input.credentialId, status: input.status, changes: [] }];
      },
      find: async () => [],
      publish: async (id) => {
        note('publish', id);
        const list = { id, url: LIST_URL, issuer: DID, purpose: 'revocation', size: 1 } as const;
        return id === 'l-1'
          ? { list, credential: CREDENTIAL }
          : id === 'l-2'
            ? { list, credential: 'e30.e30.c2ln' }
            : undefined;
      },
    },
    keys,
    credentials: {
      save: refuse('save'),
      get: async (id) => {
        note('get', id);
        if (id === 'urn:uuid:deleted') {
          const date = new Date('2026-06-01T12:00:00Z');
          return { id, digest: '', issuer: DID, createdAt: date, deletedAt: date };
        }
        if (id !== CREDENTIAL['id'] && id !== 'https://school.example/a/b?c=d') return undefined;
        return stored(id);
      },
      list: async (limit, issuer) => {
        note('list', limit, issuer);
        return [stored(String(CREDENTIAL['id'])), stored('https://school.example/a/b?c=d')];
      },
      count: async () => 0,
      delete: refuse('delete'),
    },
    presentations: {
      get: async () => undefined,
      list: async (limit, holder) => {
        note('presentations', limit, holder);
        return [];
      },
      delete: async (id) => note('deletePresentation', id),
    },
  };
  return { ...bridge, ...overrides, calls };
}

function stored(id: string): StoredCredential {
  return {
    id,
    digest: 'uEiB',
    issuer: DID,
    createdAt: new Date('2026-06-01T12:00:00Z'),
    ...(id === CREDENTIAL['id'] ? { body: CREDENTIAL, subject: 'did:example:learner' } : {}),
  };
}

/** The last thing asked of the fake. */
export function lastCall({ calls }: FakeBridge): Call {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('the bridge was not called');
  return call;
}

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  pointer: string;
  instance: string;
  requestId: string;
  errors?: { code: string; pointer: string; message: string }[];
  report?: Json;
};
