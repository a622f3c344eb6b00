/** Our own keys: what they sign, how they are kept, and what a rotation leaves behind. */
import { createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { compactVerify, type JWK } from 'jose';
import { base58btc } from 'multiformats/bases/base58';
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KeyType, Signer } from '../../src/proofs/ports.ts';
import { didWebOf } from '../../src/trust/did-forms.ts';
import { createKeyRing, type KeyRecord, type KeyRing, type KeyStore } from '../../src/trust/keys.ts';
import { normaliseDidDocument } from '../../src/trust/normalise-did-document.ts';
import { createDidResolver } from '../../src/trust/resolve-did.ts';
import { createSeal } from '../../src/trust/seal.ts';

/** A store in memory, as simple as the port allows. */
function memoryStore(): KeyStore & { records: Map<string, KeyRecord> } {
  const records = new Map<string, KeyRecord>();
  return {
    records,
    add: async (record) => !records.has(record.id) && records.set(record.id, record) !== undefined,
    get: async (id) => records.get(id),
    list: async (did) => [...records.values()].filter((record) => did === undefined || record.did === did),
    replace: async (record, from) =>
      records.get(record.id)?.status === from && records.set(record.id, record) !== undefined,
  };
}

const DID = 'did:web:school.example';
const data = Buffer.from('signed data');
const SECRET = Buffer.alloc(32, 7);
const PASSPHRASE = 'a secret of the installation';

let store: ReturnType<typeof memoryStore>;
let ring: KeyRing;
let time: number;
const now = () => new Date(time);
const ringWith = (secret: string | Uint8Array) => createKeyRing({ store, seal: createSeal(secret), now });

beforeEach(() => {
  time = Date.parse('2024-01-01T00:00:00Z');
  store = memoryStore();
  ring = ringWith(SECRET);
});

/** Checks a raw signature with nothing but node:crypto and the public JWK. */
function holds(signer: Signer, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: signer.publicJwk as JsonWebKey, format: 'jwk' });
  const digest = { Ed25519: null, 'P-256': 'sha256', 'P-384': 'sha384', RSA: 'sha256' }[
    signer.keyType as Exclude<KeyType, 'Bls12381G2'>
  ];
  return verify(digest, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

test('a key of BLS12-381 signs messages and nothing else, and is kept under the seal', async () => {
  const info = await ring.create({ proof: 'bbs-2023' });
  expect(info).toMatchObject({ id: expect.stringMatching(/^did:key:(zUC7\w+)#\1$/), keyType: 'Bls12381G2' });
  const signed = { header: new Uint8Array(64), messages: [data] };
  for (const signer of [await ring.signerFor(info.did), await ringWith(SECRET).signerFor(info.did)]) {
    expect(await signer.signMessages?.(signed)).toHaveLength(80);
    await expect(signer.sign(data)).rejects.toMatchObject({ code: 'proof-unfit' });
    await expect(signer.signJws({}, data)).rejects.toMatchObject({ code: 'proof-unfit' });
  }
  await expect(ring.create({ proof: 'bbs-2023', keyType: 'P-256' })).rejects.toMatchObject({
    code: 'proof-unfit',
  });
  const resolveDid = createDidResolver({ now, fetch: () => Promise.reject(new Error('not asked')) });
  const [method] = (await resolveDid(info.did)).verificationMethods;
  expect(method).toMatchObject({ id: info.id, publicJwk: info.publicJwk });
  expect(await ring.exportDid(info.did)).toMatchObject({ assertionMethod: [info.id], authentication: [] });
});

describe('create', () => {
  test.each<[Exclude<KeyType, 'Bls12381G2'>, string | undefined, RegExp, number]>([
    ['Ed25519', undefined, /^did:key:(z6Mk\w+)#\1$/, 64],
    ['P-256', undefined, /^did:key:(zDn\w+)#\1$/, 64],
    ['P-384', undefined, /^did:key:(z82\w+)#\1$/, 96],
    ['RSA', undefined, /^did:jwk:\w+#0$/, 256],
    ['Ed25519', 'jwk', /^did:jwk:\w+#0$/, 64],
    ['P-256', DID, /^did:web:school\.example#key-[\w-]{16}$/, 64],
  ])('%s as %s signs, and resolves to its own key', async (keyType, did, id, size) => {
    const info = await ring.create({ keyType, ...(did === undefined ? {} : { did }) });
    expect(info).toMatchObject({ id: expect.stringMatching(id), keyType, name: 'issuer', status: 'active' });
    expect(info).not.toHaveProperty('sealedPrivate');

    const signer = await ring.signerFor(info.did);
    const signature = await signer.sign(data);
    expect(signature).toHaveLength(size);
    expect(holds(signer, signature)).toBe(true);

    const jws = await signer.signJws({ kid: signer.id, alg: 'none' }, data);
    const { protectedHeader, payload } = await compactVerify(jws, signer.publicJwk as JWK);
    expect(protectedHeader).toEqual({
      kid: info.id,
      alg: { Ed25519: 'EdDSA', 'P-256': 'ES256', 'P-384': 'ES384', RSA: 'RS256' }[keyType],
    });
    expect(Buffer.from(payload)).toEqual(data);

    // the DID leads a stranger to the same key: by itself, or by the document published
    const document = await ring.exportDid(info.did);
    const resolveDid = createDidResolver({
      now,
      fetch: async () => ({
        status: 200,
        contentType: 'application/json',
        body: Buffer.from(JSON.stringify(document)),
      }),
    });
    expect(await resolveDid(info.did)).toMatchObject({
      verificationMethods: [{ id: info.id, publicJwk: info.publicJwk }],
      assertionMethod: [info.id],
    });
  });

  test('a key of a DID whose document its owner publishes', async () => {
    const did = 'did:example:schools:north';
    const { id, publicJwk } = await ring.create({ did });
    expect(id.startsWith(`${did}#key-`)).toBe(true);
    expect((await ring.signerFor(did)).controller).toBe(did);
    const document = await ring.exportDid(did);
    expect(document).toMatchObject({ id: did, assertionMethod: [id] });
    expect(normaliseDidDocument(document, did).verificationMethods).toMatchObject([{ id, publicJwk }]);
  });

  test('a key is kept for a proof, of a type that makes it', async () => {
    const { id, keyType } = await ring.create({ name: 'badges', proof: 'Ed25519Signature2020' });
    expect(keyType).toBe('Ed25519');
    expect((await ring.signerFor(id)).proof).toBe('Ed25519Signature2020');
    const { proof } = await ring.create({ name: 'badges', keyType: 'RSA', proof: 'jwt' });
    expect(proof).toBe('jwt');
    await expect(ring.create({ keyType: 'RSA', proof: 'eddsa-rdfc-2022' })).rejects.toMatchObject({
      code: 'proof-unfit',
    });
    expect((await ring.signerFor((await ring.create()).id)).proof).toBeUndefined();
  });

  test('a key is found by its name, the newest active one first', async () => {
    const first = await ring.create({ name: 'registrar' });
    await ring.create();
    const second = await ring.create({ name: 'registrar' });
    expect(await ring.findNamed('registrar')).toEqual(second);
    await ring.retire(second.id);
    expect(await ring.findNamed('registrar')).toEqual(first);
    await expect(ring.findNamed('nobody')).rejects.toMatchObject({ code: 'issuer-unknown' });
  });

  test('RSA has 2048 bits, or 3072', async () => {
    const bits = async (rsaBits?: 3072) => {
      const { publicJwk } = await ring.create({ keyType: 'RSA', ...(rsaBits ? { rsaBits } : {}) });
      return Buffer.from(String(publicJwk['n']), 'base64url').length * 8;
    };
    expect([await bits(), await bits(3072)]).toEqual([2048, 3072]);
  });

  test.each([
    ['RSA', 'key'],
    ['Ed25519', 'ion'],
    ['Ed25519', 'did:web:'],
    ['Ed25519', 'did:web:school.example/path'],
    ['Ed25519', 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'],
    ['Ed25519', 'did:example:school#key-1'],
    ['Ed25519', 'did:example:'],
    ['Ed25519', 'did:example:100%'],
  ] as const)('%s as %s is refused', async (keyType, did) => {
    await expect(ring.create({ keyType, did })).rejects.toMatchObject({ code: 'key-invalid' });
    expect(await ring.list()).toEqual([]);
  });
});

describe('import', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' }) as JsonObject;
  const seed = Buffer.from(String(jwk['d']), 'base64url');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'jwk',
  }) as JsonObject;

  test.each<[string, string | JsonObject]>([
    ['JWK', jwk],
    ['text of a JWK', JSON.stringify(jwk)],
    ['PKCS#8', privateKey.export({ format: 'pem', type: 'pkcs8' }) as string],
    ['hexadecimal seed', seed.toString('hex')],
    ['multibase seed', base58btc.encode(seed)],
    ['multicodec seed', base58btc.encode(Buffer.concat([Buffer.from([0x80, 0x26]), seed]))],
    [
      'multicodec seed with its public half',
      base58btc.encode(
        Buffer.concat([Buffer.from([0x80, 0x26]), seed, Buffer.from(String(jwk['x']), 'base64url')]),
      ),
    ],
    ['identity multihash seed', base58btc.encode(Buffer.concat([Buffer.from([0x00, 0x20]), seed]))],
  ])('%s gives the same key', async (_name, material) => {
    const { publicJwk } = await ring.import(material, { name: 'law school' });
    expect(publicJwk).toEqual({ kty: 'OKP', crv: 'Ed25519', x: jwk['x'] });
    const signer = await ring.signerFor();
    expect(holds(signer, await signer.sign(data))).toBe(true);
  });

  test.each<[string, string | JsonObject]>([
    ['a public JWK', { kty: 'OKP', crv: 'Ed25519', x: jwk['x'] ?? '' }],
    [
      'halves of two Ed25519 keys',
      { ...jwk, x: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '' },
    ],
    [
      'halves of two P-256 keys',
      {
        ...other,
        d: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }).d ?? '',
      },
    ],
    [
      'RSA of 1024 bits',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
        format: 'pem',
        type: 'pkcs8',
      }) as string,
    ],
    [
      'another curve',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export({
        format: 'jwk',
      }) as JsonObject,
    ],
    ['X25519', generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }) as JsonObject],
    [
      'a public PEM',
      generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }) as string,
    ],
    [
      'an encrypted PEM',
      privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
    ],
    ['a broken PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['a short seed', seed.toString('hex').slice(2)],
    ['broken JSON', '{"kty":"OKP"'],
    ['nothing', ''],
  ])('%s is refused', async (_name, material) => {
    const error = await ring.import(material).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ code: 'key-invalid' });
    if (typeof material === 'string' && material !== '') expect(String(error)).not.toContain(material);
  });

  test('the same key twice is a conflict, under another DID it is not', async () => {
    await ring.import(jwk);
    await expect(ring.import(jwk)).rejects.toMatchObject({ code: 'conflict' });
    await expect(ring.import(jwk, { did: DID })).resolves.toMatchObject({ did: DID });
  });
});

describe('at rest', () => {
  test.each([
    ['random bytes', SECRET, Buffer.alloc(32, 8)],
    ['a passphrase', PASSPHRASE, `${PASSPHRASE} `],
    ['a passphrase, asked with its bytes', PASSPHRASE, Buffer.from(PASSPHRASE)],
  ])(
    'a key sealed with %s opens with the same secret in another process, and with no other',
    async (_name, secret, other) => {
      await ringWith(secret).create();
      const signer = await ringWith(secret).signerFor();
      expect(holds(signer, await signer.sign(data))).toBe(true);
      const locked = ringWith(other);
      // twice: a failure is not remembered as a key
      for (let i = 0; i < 2; i++) {
        await expect(locked.signerFor()).rejects.toMatchObject({
          code: 'key-unavailable',
          message: expect.stringContaining('CLR_BRIDGE_SECRET'),
        });
      }
    },
  );

  test('the private half is nowhere to be read', async () => {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JsonObject;
    await ring.import(jwk);
    const stored = JSON.stringify([...store.records.values()]);
    const bytes = Buffer.from(String(jwk['d']), 'base64url');
    for (const form of ['base64url', 'base64', 'hex'] as const)
      expect(stored).not.toContain(bytes.toString(form));
  });

  test('a sealed text that was altered anywhere does not open', async () => {
    const seal = createSeal(SECRET);
    const sealed = await seal.close('private', 'did:key:a#a');
    expect(await seal.open(sealed, 'did:key:a#a')).toBe('private');
    const parts = sealed.split('.');
    const altered = parts.map((part, i) => {
      const swapped = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
      return parts.with(i, swapped).join('.');
    });
    for (const text of [...altered, parts.slice(0, 4).join('.'), parts.with(3, 'AAAA').join('.'), '']) {
      await expect(seal.open(text, 'did:key:a#a')).rejects.toMatchObject({ code: 'key-unavailable' });
    }
    await expect(seal.open(sealed, 'did:key:b#b')).rejects.toMatchObject({ code: 'key-unavailable' });
  });

  test('equal texts are sealed differently', async () => {
    const seal = createSeal(SECRET);
    expect(await seal.close('x', 'y')).not.toBe(await seal.close('x', 'y'));
  });
});

describe('rotation', () => {
  const day = 24 * 60 * 60 * 1000;

  test('a second key of the DID takes over; the first, retired, is still good for what it signed', async () => {
    const first = await ring.create({ did: DID });
    time += day;
    const second = await ring.create({ did: DID });
    expect((await ring.signerFor(DID)).id).toBe(second.id);
    expect((await ring.signerFor()).id).toBe(second.id);
    await ring.retire(first.id);
    expect(await ring.exportDid(DID)).toMatchObject({
      id: DID,
      verificationMethod: [{ id: first.id }, { id: second.id }],
      assertionMethod: [first.id, second.id],
      authentication: [second.id],
    });
    await expect(ring.signerFor(first.id)).rejects.toMatchObject({ code: 'key-unavailable' });
  });

  test('a revoked key leaves the relationships, and says when', async () => {
    const first = await ring.create({ did: DID });
    const second = await ring.create({ did: DID });
    time += day;
    await ring.retire(first.id);
    time += day;
    expect(await ring.revoke(first.id, 'laptop stolen')).toMatchObject({
      status: 'revoked',
      retiredAt: '2024-01-02T00:00:00.000Z',
      revokedAt: '2024-01-03T00:00:00.000Z',
      revocationReason: 'laptop stolen',
    });
    expect(await ring.exportDid(DID)).toMatchObject({
      verificationMethod: [{ id: first.id, revoked: '2024-01-03T00:00:00.000Z' }, { id: second.id }],
      assertionMethod: [second.id],
      authentication: [second.id],
    });
    // another ring on the same store, as a command beside the service, has the same view
    await expect(ringWith(SECRET).signerFor(first.id)).rejects.toMatchObject({
      code: 'key-unavailable',
      message: expect.stringContaining('revoked on 2024-01-03'),
    });
  });

  test('the document as it was at an instant', async () => {
    const first = await ring.create({ did: DID });
    const start = now();
    time += day;
    const second = await ring.create({ did: DID });
    await ring.retire(first.id);
    const middle = now();
    time += day;
    await ring.revoke(first.id);
    expect(await ring.exportDid(DID, start)).toMatchObject({
      assertionMethod: [first.id],
      authentication: [first.id],
    });
    expect(await ring.exportDid(DID, middle)).toMatchObject({
      assertionMethod: [first.id, second.id],
      authentication: [second.id],
    });
    expect(JSON.stringify(await ring.exportDid(DID, middle))).not.toContain('"revoked"');
    expect(await ring.exportDid(DID, now())).toMatchObject({ assertionMethod: [second.id] });
    await expect(ring.exportDid(DID, new Date(0))).rejects.toMatchObject({ code: 'issuer-unknown' });
  });

  test('status lists are signed by the active key, else by the last retired one, never by a revoked one', async () => {
    const first = await ring.create({ did: DID });
    const second = await ring.create({ did: DID });
    const signs = async () => (await ring.statusSignerFor(DID, ['Ed25519'])).id;
    await ring.retire(first.id);
    expect(await signs()).toBe(second.id);
    await ring.revoke(second.id);
    expect(await signs()).toBe(first.id);
    await ring.revoke(first.id);
    await expect(signs()).rejects.toMatchObject({ code: 'key-unavailable' });
    await expect(ring.statusSignerFor('did:web:x.example', [])).rejects.toMatchObject({
      code: 'issuer-unknown',
    });
  });

  test('there is no way back, and asking twice changes nothing', async () => {
    const { id } = await ring.create();
    const retired = await ring.retire(id);
    time += day;
    expect(await ring.retire(id)).toEqual(retired);
    const revoked = await ring.revoke(id);
    time += day;
    expect(await ring.revoke(id, 'again')).toEqual(revoked);
    await expect(ring.retire(id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('of several keys of a DID, one is to be named', async () => {
    const first = await ring.create({ did: DID });
    await ring.create({ did: DID });
    await expect(ring.retire(DID)).rejects.toMatchObject({ code: 'conflict' });
    await ring.revoke(first.id);
    await expect(ring.retire(DID)).resolves.toMatchObject({ status: 'retired' });
  });

  test('of two changes at the same time one wins', async () => {
    const { id } = await ring.create();
    const outcomes = await Promise.allSettled([ring.retire(id), ring.revoke(id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict' },
    });
  });
});

describe('which key signs', () => {
  test('the default issuer is the DID of the oldest active Ed25519 key, else of the oldest active key', async () => {
    await expect(ring.signerFor()).rejects.toMatchObject({ code: 'issuer-unknown' });
    const p256 = await ring.create({ keyType: 'P-256' });
    expect((await ring.signerFor()).id).toBe(p256.id);
    const first = await ring.create();
    const second = await ring.create();
    expect((await ring.signerFor()).id).toBe(first.id);
    await ring.retire(first.id);
    expect((await ring.signerFor()).id).toBe(second.id);
  });

  test('a preferred type counts, where the DID has one', async () => {
    const ed = await ring.create({ did: DID });
    const rsa = await ring.create({ did: DID, keyType: 'RSA' });
    expect((await ring.signerFor(DID)).id).toBe(ed.id);
    expect((await ring.signerFor(DID, ['RSA'])).id).toBe(rsa.id);
    expect((await ring.signerFor(DID, ['P-384'])).id).toBe(rsa.id);
  });

  test('the default issuer is looked for among the preferred types first', async () => {
    const ed = await ring.create();
    const rsa = await ring.create({ keyType: 'RSA' });
    expect((await ring.signerFor(undefined, ['RSA', 'Ed25519'])).id).toBe(rsa.id);
    expect((await ring.signerFor(undefined, ['P-384'])).id).toBe(ed.id);
  });

  test('whoever is not held here is unknown', async () => {
    await ring.create();
    for (const call of [ring.signerFor, ring.find, ring.retire, ring.revoke, ring.exportDid]) {
      await expect(call('did:web:other.example')).rejects.toMatchObject({ code: 'issuer-unknown' });
    }
    await expect(ring.find('did:web:other.example#key-1')).rejects.toMatchObject({ code: 'issuer-unknown' });
  });
});

test.each([
  ['https://school.example', '', 'did:web:school.example'],
  ['https://school.example:8443/bridge/', '', 'did:web:school.example%3A8443:bridge'],
  ['https://school.example', 'issuers/law', 'did:web:school.example:issuers:law'],
])('%s %s is %s', (baseUrl, path, did) => {
  expect(didWebOf(baseUrl, path)).toBe(did);
});
