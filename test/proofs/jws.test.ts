import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkJws } from '../../src/proofs/jws.ts';
import { KEYS, makeJws } from '../fixtures/native.ts';

const payload = { id: 'urn:uuid:1', name: 'Zoë' };
const codes = async (jws: string, key: KeyObject | JsonObject) =>
  (await checkJws(jws, key, '/x')).map(({ code }) => code);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signature that OpenSSL would take, in a form that JWS has not. */
function derJws(): string {
  const signed = `${part({ alg: 'ES256K' })}.${part(payload)}`;
  const der = sign('sha256', Buffer.from(signed), KEYS.secp256k1.privateKey);
  return `${signed}.${der.toString('base64url')}`;
}

describe('checkJws: a signature that holds', () => {
  it.each([
    ['RS256', KEYS.rsa],
    ['RS384', KEYS.rsa],
    ['RS512', KEYS.rsa],
    ['ES256', KEYS.p256],
    ['ES384', KEYS.p384],
    ['ES256K', KEYS.secp256k1],
    ['EdDSA', KEYS.ed25519],
    ['Ed25519', KEYS.ed25519],
  ])('%s, with the key as KeyObject and as JWK', async (alg, key) => {
    const jws = makeJws(payload, key.privateKey, { alg });
    expect(await codes(jws, key.publicKey)).toEqual([]);
    expect(await codes(jws, key.jwk)).toEqual([]);
  });

  it('PS256', async () => {
    const signed = `${part({ alg: 'PS256' })}.${part(payload)}`;
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = sign('sha256', Buffer.from(signed), {
      key: KEYS.rsa.privateKey,
      padding,
      saltLength: 32,
    });
    expect(await codes(`${signed}.${signature.toString('base64url')}`, KEYS.rsa.publicKey)).toEqual([]);
  });

  it('ignores kid, jku, x5u, jwk and typ of the header', async () => {
    const header = {
      alg: 'ES256',
      typ: 'JWT',
      kid: 'https://vault.example/1',
      jku: 'https://evil.example',
      jwk: KEYS.rsa.jwk,
    };
    expect(await codes(makeJws(payload, KEYS.p256.privateKey, header), KEYS.p256.publicKey)).toEqual([]);
  });
});

describe('checkJws: algorithms follow from the key', () => {
  const hmac = (alg: string, secret: string) => {
    const signed = `${part({ alg })}.${part(payload)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  it.each([
    [
      'HS256 with the public PEM as secret',
      hmac('HS256', KEYS.rsa.pem),
      KEYS.rsa.publicKey,
      'algorithm-refused',
    ],
    [
      'RS256 over an HMAC with the public PEM',
      hmac('RS256', KEYS.rsa.pem),
      KEYS.rsa.publicKey,
      'proof-invalid',
    ],
    ['none', `${part({ alg: 'none' })}.${part(payload)}.AAAA`, KEYS.rsa.publicKey, 'algorithm-refused'],
    [
      'none in capitals',
      `${part({ alg: 'NONE' })}.${part(payload)}.AAAA`,
      KEYS.rsa.publicKey,
      'algorithm-refused',
    ],
    ['no alg', `${part({ typ: 'JWT' })}.${part(payload)}.AAAA`, KEYS.rsa.publicKey, 'algorithm-refused'],
    [
      'alg as array',
      `${part({ alg: ['RS256'] })}.${part(payload)}.AAAA`,
      KEYS.rsa.publicKey,
      'algorithm-refused',
    ],
    [
      'RS256 for an ES256 key',
      makeJws(payload, KEYS.rsa.privateKey, { alg: 'RS256' }),
      KEYS.p256.publicKey,
      'algorithm-refused',
    ],
    [
      'ES256 for an RSA key',
      makeJws(payload, KEYS.p256.privateKey, { alg: 'ES256' }),
      KEYS.rsa.publicKey,
      'algorithm-refused',
    ],
    [
      'ES256 for a P-384 key',
      makeJws(payload, KEYS.p256.privateKey, { alg: 'ES256' }),
      KEYS.p384.publicKey,
      'algorithm-refused',
    ],
    [
      'ES256 for a secp256k1 key',
      makeJws(payload, KEYS.secp256k1.privateKey, { alg: 'ES256' }),
      KEYS.secp256k1.publicKey,
      'algorithm-refused',
    ],
    [
      'ES256K for a P-256 key',
      makeJws(payload, KEYS.p256.privateKey, { alg: 'ES256K' }),
      KEYS.p256.publicKey,
      'algorithm-refused',
    ],
    [
      'another secp256k1 key',
      makeJws(payload, generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, { alg: 'ES256K' }),
      KEYS.secp256k1.publicKey,
      'proof-invalid',
    ],
    ['ES256K in DER', derJws(), KEYS.secp256k1.publicKey, 'proof-invalid'],
    [
      'an alg that the JWK excludes',
      makeJws(payload, KEYS.rsa.privateKey, { alg: 'RS256' }),
      { ...KEYS.rsa.jwk, alg: 'PS256' },
      'algorithm-refused',
    ],
    [
      'a curve that is not held',
      makeJws(payload, KEYS.p256.privateKey, { alg: 'ES256' }),
      KEYS.p521.publicKey,
      'key-type',
    ],
    [
      'a weak RSA key',
      makeJws(payload, KEYS.weakRsa.privateKey, { alg: 'RS256' }),
      KEYS.weakRsa.publicKey,
      'key-weak',
    ],
    ['a symmetric JWK', hmac('HS256', 'secret'), { kty: 'oct', k: 'c2VjcmV0' }, 'key-malformed'],
    [
      'a private KeyObject',
      makeJws(payload, KEYS.p256.privateKey, { alg: 'ES256' }),
      KEYS.p256.privateKey,
      'key-malformed',
    ],
    [
      'another key of the same type',
      makeJws(payload, KEYS.rsa.privateKey, { alg: 'RS256' }),
      KEYS.otherRsa.publicKey,
      'proof-invalid',
    ],
  ])('%s', async (_, jws, key, code) => {
    expect(await codes(jws, key as KeyObject)).toEqual([code]);
  });
});

describe('checkJws: header and form', () => {
  it.each([
    ['an unknown critical extension', { alg: 'ES256', crit: ['exp'], exp: 1 }, 'proof-malformed'],
    ['an empty crit', { alg: 'ES256', crit: [] }, 'proof-malformed'],
    ['an unencoded payload', { alg: 'ES256', b64: false }, 'proof-malformed'],
    ['an unencoded payload, declared', { alg: 'ES256', b64: false, crit: ['b64'] }, 'proof-malformed'],
  ])('%s is refused', async (_, header, code) => {
    expect(await codes(makeJws(payload, KEYS.p256.privateKey, header), KEYS.p256.publicKey)).toEqual([code]);
  });

  it.each([
    '',
    'a.b',
    'a.b.c.d',
    '....',
    `${part([])}.${part(payload)}.AAAA`,
    `${part({ alg: 'ES256' })}.!!!!.AAAA`,
  ])('%j is no compact JWS', async (jws) => {
    expect(await codes(jws, KEYS.p256.publicKey)).toEqual(['jws-malformed']);
  });

  it('refuses a second spelling of the same signature bytes', async () => {
    const jws = makeJws(payload, KEYS.ed25519.privateKey, { alg: 'EdDSA' });
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(jws.at(-1) ?? '');
    const respelled = jws.slice(0, -1) + alphabet[last ^ 1];
    expect(Buffer.from(respelled.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(jws.split('.')[2] ?? '', 'base64url'),
    );
    expect((await checkJws(respelled, KEYS.ed25519.publicKey, ''))[0]?.result).toBe('fail');
  });
});
