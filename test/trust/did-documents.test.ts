/** Every kind of DID document, and every way to get none. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { base58btc } from 'multiformats/bases/base58';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import type { Fetched, Fetcher } from '../../src/trust/fetcher.ts';
import { jwkOfMultibase, multibaseOf } from '../../src/trust/multikey.ts';
import { normaliseDidDocument } from '../../src/trust/normalise-did-document.ts';
import { createDidResolver, didWebUrl } from '../../src/trust/resolve-did.ts';

const DID = 'did:web:school.example';
const ID = `${DID}#key-1`;

function newJwk(type: 'Ed25519' | 'P-256' | 'P-384' | 'secp256k1' | 'RSA'): JsonObject {
  const { publicKey } =
    type === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : type === 'RSA'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: type });
  return publicKey.export({ format: 'jwk' }) as JsonObject;
}

const ed = newJwk('Ed25519');
const p256 = newJwk('P-256');
const rsa = newJwk('RSA');
const multibase = multibaseOf(ed) ?? '';
const rawBase58 = base58btc.encode(Buffer.from(String(ed['x']), 'base64url')).slice(1);

const documentOf = (...methods: Json[]): JsonObject => ({
  id: DID,
  verificationMethod: methods,
  assertionMethod: [ID],
  authentication: [ID],
});
const method = (members: JsonObject): JsonObject => ({ id: ID, controller: DID, ...members });

const refusalOf = (document: Json): BridgeError => {
  try {
    normaliseDidDocument(document, DID);
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
  throw new Error('the document was taken');
};

describe('one key in every shape', () => {
  const shapes: [string, JsonObject][] = [
    ['Multikey', documentOf(method({ type: 'Multikey', publicKeyMultibase: multibase }))],
    [
      'Ed25519VerificationKey2020',
      documentOf(method({ type: 'Ed25519VerificationKey2020', publicKeyMultibase: multibase })),
    ],
    [
      'Ed25519VerificationKey2018',
      documentOf(method({ type: 'Ed25519VerificationKey2018', publicKeyBase58: rawBase58 })),
    ],
    [
      'JsonWebKey2020',
      documentOf(method({ type: 'JsonWebKey2020', publicKeyJwk: { ...ed, kid: 'x', alg: 'EdDSA' } })),
    ],
    ['JsonWebKey', documentOf(method({ type: 'JsonWebKey', publicKeyJwk: ed }))],
    [
      'two spellings of it',
      documentOf(method({ type: 'JsonWebKey', publicKeyJwk: ed, publicKeyMultibase: multibase })),
    ],
    [
      'relative ids',
      {
        ...documentOf({ id: '#key-1', type: 'Multikey', publicKeyMultibase: multibase }),
        assertionMethod: ['#key-1'],
      },
    ],
    [
      'embedded in a relationship',
      {
        id: DID,
        assertionMethod: [method({ type: 'Multikey', publicKeyMultibase: multibase })],
        authentication: [ID],
      },
    ],
    [
      'publicKey of older documents',
      { ...documentOf(), publicKey: [method({ type: 'JsonWebKey2020', publicKeyJwk: ed })] },
    ],
    [
      'single values',
      {
        ...documentOf(),
        verificationMethod: method({ type: 'JsonWebKey', publicKeyJwk: ed }),
        assertionMethod: ID,
      },
    ],
  ];

  test.each(shapes)('%s', (_name, document) => {
    expect(normaliseDidDocument(document, DID)).toEqual({
      id: DID,
      verificationMethods: [{ id: ID, controller: DID, publicJwk: ed, publicKeyMultibase: multibase }],
      assertionMethod: [ID],
      authentication: [ID],
    });
  });

  test.each([
    ['publicKeyJwk', { publicKeyJwk: p256 }],
    ['publicKeyMultibase', { publicKeyMultibase: multibaseOf(p256) ?? '' }],
    [
      'publicKeyBase58',
      { publicKeyBase58: base58btc.encode(base58btc.decode(multibaseOf(p256) ?? '').subarray(2)).slice(1) },
    ],
  ])('EcdsaSecp256r1VerificationKey2019 with %s', (_name, members) => {
    const document = documentOf(method({ type: 'EcdsaSecp256r1VerificationKey2019', ...members }));
    expect(normaliseDidDocument(document, DID).verificationMethods).toMatchObject([
      { publicJwk: p256, publicKeyMultibase: expect.stringMatching(/^zDn/) },
    ]);
  });

  const k1 = newJwk('secp256k1');
  const k1Point = base58btc.decode(multibaseOf(k1) ?? '').subarray(2);
  const k1Uncompressed = [k1['x'], k1['y']].map((c) => Buffer.from(String(c), 'base64url').toString('hex'));

  test.each([
    ['publicKeyJwk', { publicKeyJwk: k1 }],
    ['publicKeyMultibase', { publicKeyMultibase: multibaseOf(k1) ?? '' }],
    ['publicKeyBase58', { publicKeyBase58: base58btc.encode(k1Point).slice(1) }],
    ['publicKeyHex', { publicKeyHex: Buffer.from(k1Point).toString('hex') }],
    ['publicKeyHex of a whole point', { publicKeyHex: `04${k1Uncompressed.join('')}` }],
  ])('EcdsaSecp256k1VerificationKey2019 with %s', (_name, members) => {
    const document = documentOf(method({ type: 'EcdsaSecp256k1VerificationKey2019', ...members }));
    expect(normaliseDidDocument(document, DID).verificationMethods).toMatchObject([
      { publicJwk: k1, publicKeyMultibase: expect.stringMatching(/^zQ3s/) },
    ]);
  });

  test('EcdsaSecp256k1VerificationKey2019 with what is no point', () => {
    for (const publicKeyHex of ['04', 'xyz', `02${'ff'.repeat(32)}`, '00'.repeat(65)]) {
      const document = documentOf(method({ type: 'EcdsaSecp256k1VerificationKey2019', publicKeyHex }));
      expect(refusalOf(document).code).toBe('key-invalid');
    }
  });

  test('RSA as JWK, and as PEM', () => {
    const asJwk = documentOf(method({ type: 'JsonWebKey2020', publicKeyJwk: rsa }));
    expect(normaliseDidDocument(asJwk, DID).verificationMethods).toEqual([
      { id: ID, controller: DID, publicJwk: rsa },
    ]);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    const asPem = documentOf(method({ type: 'RsaVerificationKey2018', publicKeyPem: pem }));
    expect(normaliseDidDocument(asPem, DID).verificationMethods).toMatchObject([
      { publicJwk: publicKey.export({ format: 'jwk' }) },
    ]);
  });

  test('the date of a revocation is kept', () => {
    const document = documentOf(
      method({ type: 'Multikey', publicKeyMultibase: multibase, revoked: '2024-05-01T00:00:00Z' }),
    );
    expect(normaliseDidDocument(document, DID).verificationMethods).toMatchObject([
      { revoked: '2024-05-01T00:00:00Z' },
    ]);
  });
});

describe('methods that are not taken', () => {
  const sound = method({ type: 'Multikey', publicKeyMultibase: multibase });

  test('those with the id of another DID', () => {
    const foreign = { ...sound, id: 'did:web:bank.example#key-1', controller: 'did:web:bank.example' };
    const { verificationMethods } = normaliseDidDocument(documentOf(sound, foreign), DID);
    expect(verificationMethods.map(({ id }) => id)).toEqual([ID]);
  });

  test('one of another controller is told, but asserts nothing', () => {
    const document = documentOf({ ...sound, controller: 'did:web:bank.example' });
    expect(normaliseDidDocument(document, DID)).toMatchObject({
      verificationMethods: [{ controller: 'did:web:bank.example' }],
      assertionMethod: [],
      authentication: [],
    });
  });

  test('kinds that are not read do not spoil the others', () => {
    const other = {
      ...sound,
      id: `${DID}#other`,
      type: 'X25519KeyAgreementKey2020',
      publicKeyMultibase: 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc',
    };
    expect(normaliseDidDocument(documentOf(other, 7, sound), DID).verificationMethods).toHaveLength(1);
  });
});

describe('documents that are refused', () => {
  test.each<[string, Json, RegExp]>([
    ['another id', { ...documentOf(), id: 'did:web:bank.example' }, /names itself "did:web:bank.example"/],
    ['no id', { verificationMethod: [] }, /names itself null/],
    ['an array', [], /not a JSON object/],
    [
      'a private JWK',
      documentOf(method({ type: 'JsonWebKey', publicKeyJwk: { ...ed, d: 'AAAA' } })),
      /private half/,
    ],
    [
      'a private multibase',
      documentOf(method({ type: 'Multikey', publicKeyMultibase: multibase, secretKeyMultibase: 'z3' })),
      /private half/,
    ],
    [
      'two keys under one id',
      documentOf(
        method({ type: 'JsonWebKey', publicKeyJwk: ed }),
        method({ type: 'JsonWebKey', publicKeyJwk: p256 }),
      ),
      /two keys/,
    ],
    [
      'two keys in one method',
      documentOf(method({ type: 'JsonWebKey', publicKeyJwk: p256, publicKeyMultibase: multibase })),
      /two keys/,
    ],
    [
      'no key that can be read',
      documentOf(method({ type: 'Bls12381G2Key2020' })),
      /no key that can be read.*Bls12381G2Key2020/,
    ],
    [
      'a point off the curve',
      documentOf(method({ type: 'JsonWebKey', publicKeyJwk: { ...p256, y: p256['x'] ?? '' } })),
      /no key that can be read/,
    ],
    [
      'a short RSA key',
      documentOf(
        method({
          type: 'JsonWebKey',
          publicKeyJwk: generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
            format: 'jwk',
          }) as JsonObject,
        }),
      ),
      /1024 bits/,
    ],
    ['too many keys', documentOf(...Array.from({ length: 201 }, () => method({}))), /more than 200/],
  ])('%s', (_name, document, message) => {
    expect(refusalOf(document)).toMatchObject({
      code: 'key-invalid',
      message: expect.stringMatching(message),
    });
  });
});

describe('Multikey', () => {
  test('keeps every point, with and without leading zeros', () => {
    fc.assert(
      fc.property(fc.constantFrom(...(['Ed25519', 'P-256', 'P-384', 'secp256k1'] as const)), (type) => {
        const jwk = newJwk(type);
        const text = multibaseOf(jwk) ?? '';
        expect(text).toMatch(
          { Ed25519: /^z6Mk/, 'P-256': /^zDn/, 'P-384': /^z82/, secp256k1: /^zQ3s/ }[type],
        );
        expect(jwkOfMultibase(text)).toEqual(jwk);
      }),
      { numRuns: 60 },
    );
  });
});

const answer = (body: Json | string, members: Partial<Fetched> = {}): Fetched => ({
  status: 200,
  contentType: 'application/json',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  ...members,
});
const noNetwork: Fetcher = async (url) => {
  throw new Error(`${url} was fetched`);
};
const clock = (time = 0) => ({ now: () => new Date(time), pass: (ms: number) => (time += ms) });

describe('createDidResolver', () => {
  const resolveWith = (fetch: Fetcher) => createDidResolver({ fetch, now: clock().now });

  test.each(['Ed25519', 'P-256', 'P-384', 'secp256k1'] as const)('did:key of type %s', async (type) => {
    // key-did-resolver cuts leading zero bytes off coordinates, so one key is not enough
    for (let i = 0; i < 300; i++) {
      const jwk = newJwk(type);
      const key = multibaseOf(jwk) ?? '';
      const did = `did:key:${key}`;
      expect(await resolveWith(noNetwork)(did)).toEqual({
        id: did,
        verificationMethods: [
          { id: `${did}#${key}`, controller: did, publicJwk: jwk, publicKeyMultibase: key },
        ],
        assertionMethod: [`${did}#${key}`],
        authentication: [`${did}#${key}`],
      });
      if (type === 'Ed25519') break;
    }
  });

  test('did:jwk', async () => {
    const did = `did:jwk:${Buffer.from(JSON.stringify(rsa)).toString('base64url')}`;
    expect(await resolveWith(noNetwork)(did)).toMatchObject({
      verificationMethods: [{ id: `${did}#0`, publicJwk: rsa }],
      assertionMethod: [`${did}#0`],
    });
    const encryption = `did:jwk:${Buffer.from(JSON.stringify({ ...p256, use: 'enc' })).toString('base64url')}`;
    await expect(resolveWith(noNetwork)(encryption)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  test.each([
    'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2d',
    'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBm',
    'did:key:hello',
    `did:jwk:${Buffer.from('{"kty":"oct","k":"AAAA"}').toString('base64url')}`,
    `did:jwk:${Buffer.from(JSON.stringify({ ...ed, d: 'AAAA' })).toString('base64url')}`,
    `did:jwk:${Buffer.from(JSON.stringify({ ...p256, alg: 'ECDH-ES' })).toString('base64url')}`,
    `did:jwk:${Buffer.from(JSON.stringify({ ...p256, key_ops: ['deriveKey'] })).toString('base64url')}`,
    'did:jwk:bm90IGpzb24',
    'did:web:school.example#key-1',
    'did:web:',
    'did:web:school.example:..:x',
    'did:web:school.example:%2e%2e:x',
    'did:web:school.example:a%2Fb',
    'did:web:school.example:a%20b',
    'did:web:user%40school.example',
    'did:web:school.example%3Aport',
    'did:web:school.example:%ZZ',
    'did:web:school.example::x',
    'https://school.example',
    '',
  ])('%s is refused', async (did) => {
    await expect(resolveWith(noNetwork)(did)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  test('methods that are not supported leave the question open', async () => {
    await expect(resolveWith(noNetwork)('did:ion:abc')).rejects.toMatchObject({
      code: 'fetch-refused',
      message: expect.stringContaining('"ion"'),
    });
  });

  test.each([
    ['did:web:school.example', 'https://school.example/.well-known/did.json'],
    ['did:web:school.example:issuers:law', 'https://school.example/issuers/law/did.json'],
    ['did:web:school.example%3A8443', 'https://school.example:8443/.well-known/did.json'],
    ['did:web:school.example:%C3%A9cole', 'https://school.example/%C3%A9cole/did.json'],
  ])('%s is at %s', (did, url) => {
    expect(didWebUrl(did)).toBe(url);
  });

  test('did:web takes the document that names itself so', async () => {
    const document = documentOf(method({ type: 'Multikey', publicKeyMultibase: multibase }));
    expect(await resolveWith(async () => answer(document))(DID)).toMatchObject({
      id: DID,
      assertionMethod: [ID],
    });
  });

  test('each failure of did:web has its own message, with the address', async () => {
    const failures: [string, Fetcher][] = [
      ['upstream-unavailable', async () => answer('', { status: 404 })],
      ['upstream-unavailable', async () => answer('', { status: 503 })],
      [
        'upstream-unavailable',
        () =>
          Promise.reject(
            new BridgeError('upstream-unavailable', 'https://school.example/ did not answer within 5000 ms.'),
          ),
      ],
      [
        'upstream-unavailable',
        () =>
          Promise.reject(
            new BridgeError(
              'upstream-unavailable',
              'https://school.example/ answered with a web page instead of a document.',
            ),
          ),
      ],
      ['key-invalid', async () => answer({ ...documentOf(), id: 'did:web:bank.example' })],
      ['key-invalid', async () => answer('<!doctype html>', { contentType: 'text/plain' })],
      ['key-invalid', async () => answer('{"id": 1, "id": 2}')],
    ];
    const messages = new Set<string>();
    for (const [code, fetch] of failures) {
      const error = await resolveWith(fetch)(DID).catch((refusal: unknown) => refusal);
      expect(error).toMatchObject({ code, message: expect.stringContaining('school.example') });
      messages.add((error as Error).message);
    }
    expect(messages.size).toBe(failures.length);
    expect([...messages].join()).toContain('status 404');
  });

  test('documents are fetched once, and again when they are old', async () => {
    const { now, pass } = clock();
    let fetched = 0;
    const fetch: Fetcher = async () => {
      fetched++;
      return answer(documentOf(method({ type: 'Multikey', publicKeyMultibase: multibase })));
    };
    const resolveDid = createDidResolver({ fetch, now, ttlMs: 1000 });
    await Promise.all([resolveDid(DID), resolveDid(DID)]);
    pass(999);
    await resolveDid(DID);
    expect(fetched).toBe(1);
    pass(1);
    await resolveDid(DID);
    expect(fetched).toBe(2);
  });

  test('a host that does not answer is asked again after a while, not at once', async () => {
    const { now, pass } = clock();
    let asked = 0;
    const fetch: Fetcher = async () => {
      asked++;
      throw new BridgeError('upstream-unavailable', 'down');
    };
    const resolveDid = createDidResolver({ fetch, now });
    await expect(resolveDid(DID)).rejects.toThrow('down');
    await expect(resolveDid(DID)).rejects.toThrow('down');
    expect(asked).toBe(1);
    pass(10_001);
    await expect(resolveDid(DID)).rejects.toThrow('down');
    expect(asked).toBe(2);
  });

  test('the cache keeps no more than it may', async () => {
    let fetched = 0;
    const fetch: Fetcher = async (url) => {
      fetched++;
      return answer({ id: `did:web:${new URL(url).hostname}` });
    };
    const resolveDid = createDidResolver({ fetch, now: clock().now, cacheSize: 2 });
    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await resolveDid(`did:web:${name}.example`);
    expect(fetched).toBe(4);
  });
});
