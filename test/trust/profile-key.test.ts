import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { sameKey } from '../../src/proofs/public-key.ts';
import { findProfileKey } from '../../src/trust/profile-key.ts';
import { createDocumentReader } from '../../src/trust/read-document.ts';
import { fakeDids, fakeFetch, KEYS, type Methods, type Network } from '../fixtures/native.ts';

const SCHOOL = 'https://school.example/profile';
const KEY = 'https://school.example/keys/1';
const DID = 'did:web:school.example';

const key = (id: string, owner: string, pem = KEYS.rsa.pem): JsonObject => ({
  id,
  type: 'CryptographicKey',
  owner,
  publicKeyPem: pem,
});
const profile = (id: string, keyId: string, extra: JsonObject = {}): JsonObject => ({
  id,
  publicKey: { ...key(keyId, id), ...extra },
});

async function find(
  of: JsonObject | undefined,
  world: { network?: Network; dids?: Methods; creator?: Json } = {},
) {
  const fetch = fakeFetch(world.network ?? {});
  const deps = {
    read: createDocumentReader(fetch),
    resolveDid: fakeDids(world.dids ?? {}),
    now: () => new Date('2026-06-01T12:00:00Z'),
  };
  const found = await findProfileKey(deps, of, world.creator);
  return { ...found, calls: fetch.calls };
}

const listing = (id: string, keyId: string, pem = KEYS.rsa.pem): JsonObject => ({
  id,
  publicKey: key(keyId, id, pem),
});

describe('findProfileKey: anchored', () => {
  it.each<[string, JsonObject, { network?: Network; dids?: Methods }]>([
    [
      'the DID is the profile and lists the key',
      profile(DID, `${DID}#k`),
      { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk } } },
    ],
    [
      'did:web of the host of the profile',
      profile(SCHOOL, `${DID}#k`),
      { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk } } },
    ],
    [
      'the key’s document, on the profile’s own origin',
      profile(SCHOOL, KEY),
      { network: { [KEY]: key(KEY, SCHOOL) } },
    ],
    [
      'the profile’s document holds the key',
      profile(SCHOOL, 'urn:key:1'),
      { network: { [SCHOOL]: listing(SCHOOL, 'urn:key:1') } },
    ],
    [
      'a bare PEM at the key, and the profile lists its id',
      profile(SCHOOL, 'https://keys.example/1'),
      {
        network: {
          'https://keys.example/1': KEYS.rsa.pem,
          [SCHOOL]: { id: SCHOOL, publicKey: 'https://keys.example/1' },
        },
      },
    ],
    [
      'a PEM inside a JSON string, as one pilot served it',
      profile(SCHOOL, KEY),
      { network: { [KEY]: JSON.stringify(KEYS.rsa.pem), [SCHOOL]: { id: SCHOOL, publicKey: [KEY] } } },
    ],
    [
      'a fragment of the profile',
      profile(SCHOOL, `${SCHOOL}#key`),
      { network: { [SCHOOL]: listing(SCHOOL, `${SCHOOL}#key`) } },
    ],
    ['only the DID names the key', { id: DID }, { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk } } }],
    [
      'a DID profile whose key has another kind of id',
      profile(DID, 'urn:key:1'),
      { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk } } },
    ],
  ])('%s', async (_, of, world) => {
    const found = await find(of, world);
    expect(found).toMatchObject({ anchored: true, reason: '' });
    expect(found.key && sameKey(found.key, KEYS.rsa.publicKey)).toBe(true);
  });
});

describe('findProfileKey: a key, but nobody outside the record answers for it', () => {
  it.each<[string, JsonObject, { network?: Network; dids?: Methods }, RegExp]>([
    ['nothing answers', profile(SCHOOL, KEY), {}, /did not answer/],
    ['a urn as key id', profile('urn:uuid:school', 'urn:key:1'), {}, /no address/],
    [
      'the key’s document confirms a profile that has no address',
      profile('urn:uuid:school', KEY),
      { network: { [KEY]: key(KEY, 'urn:uuid:school') } },
      /no address that could answer/,
    ],
    [
      'a foreign host claims the school as owner',
      profile(SCHOOL, 'https://evil.example/k'),
      { network: { 'https://evil.example/k': key('https://evil.example/k', SCHOOL) } },
      /did not answer/,
    ],
    [
      'a bare PEM names no owner',
      profile(SCHOOL, KEY),
      { network: { [KEY]: KEYS.rsa.pem } },
      /did not answer/,
    ],
    ['404', profile(SCHOOL, KEY), { network: { [KEY]: 404, [SCHOOL]: 404 } }, /answered 404/],
    [
      'a web page',
      profile(SCHOOL, KEY),
      { network: { [KEY]: '<html></html>', [SCHOOL]: '<html></html>' } },
      /no usable key/,
    ],
    [
      'a key of another id',
      profile(SCHOOL, KEY),
      { network: { [KEY]: key('https://school.example/keys/2', SCHOOL) } },
      /no key of that id/,
    ],
    [
      'a DID that is not the profile',
      profile('urn:uuid:school', 'did:key:zEvil#k'),
      { dids: { 'did:key:zEvil#k': { jwk: KEYS.rsa.jwk } } },
      /no address/,
    ],
    [
      'a did:web of one folder for another',
      profile(SCHOOL, `${DID}:mallory#k`),
      { dids: { [`${DID}:mallory#k`]: { jwk: KEYS.rsa.jwk } } },
      /did not answer/,
    ],
    ['a DID out of reach', profile(DID, `${DID}#k`), {}, /cannot be resolved/],
  ])('%s', async (_, of, world, reason) => {
    const found = await find(of, world);
    expect(found).toMatchObject({ anchored: false, reason: expect.stringMatching(reason) });
    expect(found.key).toBeDefined();
  });
});

describe('findProfileKey: no key to be used', () => {
  it.each<[string, JsonObject | undefined, { network?: Network; dids?: Methods; creator?: Json }, string]>([
    ['no profile', undefined, {}, 'key-missing'],
    ['no key', { id: SCHOOL }, {}, 'key-missing'],
    [
      'several keys, none named',
      { id: SCHOOL, publicKey: [key('urn:1', SCHOOL), key('urn:2', SCHOOL)] },
      {},
      'key-missing',
    ],
    [
      'a creator nobody authorises',
      { id: SCHOOL },
      {
        creator: 'https://evil.example/k',
        network: { 'https://evil.example/k': key('https://evil.example/k', SCHOOL) },
      },
      'key-missing',
    ],
    ['another creator', profile(SCHOOL, KEY), { creator: 'https://evil.example/k' }, 'creator-mismatch'],
    ['another owner', profile(SCHOOL, KEY, { owner: 'https://evil.example' }), {}, 'owner-mismatch'],
    [
      'another owner at the key’s address',
      profile(SCHOOL, KEY),
      { network: { [KEY]: key(KEY, 'https://evil.example') } },
      'owner-mismatch',
    ],
    [
      'another key at the key’s address',
      profile(SCHOOL, KEY),
      { network: { [KEY]: key(KEY, SCHOOL, KEYS.otherRsa.pem) } },
      'key-changed',
    ],
    [
      'another key in the profile',
      profile(SCHOOL, KEY),
      { network: { [SCHOOL]: listing(SCHOOL, KEY, KEYS.otherRsa.pem) } },
      'key-changed',
    ],
    [
      'another key in the DID document',
      profile(DID, `${DID}#k`),
      { dids: { [`${DID}#k`]: { jwk: KEYS.otherRsa.jwk } } },
      'key-changed',
    ],
    [
      'a profile that lists other keys',
      profile(SCHOOL, KEY),
      { network: { [SCHOOL]: listing(SCHOOL, 'https://school.example/keys/9') } },
      'key-not-listed',
    ],
    [
      'a method that is not for assertions',
      profile(DID, `${DID}#k`),
      { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk, listed: false } } },
      'key-not-listed',
    ],
    [
      'a method the document does not have',
      profile(DID, `${DID}#k`),
      { dids: { [`${DID}#other`]: { jwk: KEYS.rsa.jwk } } },
      'key-not-listed',
    ],
    [
      'a DID profile that does not list the key',
      profile(DID, 'urn:key:1'),
      { dids: { [`${DID}#k`]: { jwk: KEYS.otherRsa.jwk } } },
      'key-not-listed',
    ],
    [
      'a revoked method',
      profile(DID, `${DID}#k`),
      { dids: { [`${DID}#k`]: { jwk: KEYS.rsa.jwk, revoked: '2025-01-01T00:00:00Z' } } },
      'key-revoked',
    ],
    [
      'a private PEM',
      profile(SCHOOL, KEY, {
        publicKeyPem: KEYS.rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }),
      {},
      'key-malformed',
    ],
    [
      'a PEM and a JWK that differ',
      profile(SCHOOL, KEY, { publicKeyJwk: KEYS.otherRsa.jwk }),
      {},
      'key-malformed',
    ],
  ])('%s', async (_, of, world, code) => {
    const found = await find(of, world);
    expect(found).toMatchObject({ code });
    expect(found.key).toBeUndefined();
  });

  it('reads no more than the ids of key and profile', async () => {
    const { calls } = await find(profile(SCHOOL, KEY));
    expect(calls.sort()).toEqual([KEY, SCHOOL]);
  });
});

it('takes a JWK in place of the PEM', async () => {
  const of = { id: SCHOOL, publicKey: { id: KEY, owner: SCHOOL, publicKeyJwk: KEYS.p256.jwk } };
  const found = await find(of, { creator: KEY });
  expect(found.key && sameKey(found.key, KEYS.p256.publicKey)).toBe(true);
});
