import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  algorithmsOf,
  isWeakKey,
  publicKeyFromJwk,
  publicKeyFromPem,
  sameKey,
} from '../../src/proofs/public-key.ts';
import { KEYS } from '../fixtures/native.ts';

const pkcs1 = KEYS.rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();

describe('publicKeyFromPem', () => {
  it('reads SPKI and PKCS#1 as the same key', () => {
    expect(sameKey(publicKeyFromPem(KEYS.rsa.pem), publicKeyFromPem(pkcs1))).toBe(true);
    expect(sameKey(publicKeyFromPem(KEYS.rsa.pem), publicKeyFromPem(KEYS.otherRsa.pem))).toBe(false);
  });

  it.each([
    ['Windows line ends', KEYS.rsa.pem.replaceAll('\n', '\r\n')],
    ['one line', KEYS.rsa.pem.replaceAll('\n', '')],
    ['space around', `\n  ${KEYS.rsa.pem}\n`],
  ])('reads a PEM with %s', (_, pem) => {
    expect(sameKey(publicKeyFromPem(pem), KEYS.rsa.publicKey)).toBe(true);
  });

  it.each([
    ['PKCS#8', KEYS.rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /private key/],
    ['PKCS#1', KEYS.rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(), /private key/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', /certificate/],
    ['two blocks', KEYS.rsa.pem + KEYS.otherRsa.pem, /one PEM block/],
    [
      'a label of another kind',
      '-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----',
      /no public key/,
    ],
    [
      'a broken body',
      '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
      /cannot be read|not hold/,
    ],
    ['no PEM', 'ssh-rsa AAAA', /one PEM block/],
  ])('refuses %s', (_, pem, message) => {
    expect(() => publicKeyFromPem(pem)).toThrow(message);
  });
});

describe('publicKeyFromJwk', () => {
  it('reads the key that the PEM holds', () => {
    for (const { jwk, pem } of [KEYS.rsa, KEYS.p256, KEYS.ed25519]) {
      expect(sameKey(publicKeyFromJwk(jwk), publicKeyFromPem(pem))).toBe(true);
    }
  });

  it.each([
    ['private', KEYS.ed25519.privateKey.export({ format: 'jwk' }), /private key/],
    ['symmetric', { kty: 'oct', k: 'c2VjcmV0' }, /symmetric/],
    ['encryption', { ...KEYS.rsa.jwk, use: 'enc' }, /not for signatures/],
    ['key agreement', { ...KEYS.p256.jwk, key_ops: ['deriveBits'] }, /not for signatures/],
    ['incomplete', { kty: 'EC', crv: 'P-256', x: 'AA' }, /cannot be read/],
  ])('refuses a %s JWK', (_, jwk, message) => {
    expect(() => publicKeyFromJwk(jwk as typeof KEYS.rsa.jwk)).toThrow(message);
  });
});

describe('algorithmsOf', () => {
  it.each([
    [KEYS.rsa.publicKey, 'RS256 RS384 RS512 PS256 PS384 PS512'],
    [KEYS.p256.publicKey, 'ES256'],
    [KEYS.p384.publicKey, 'ES384'],
    [KEYS.ed25519.publicKey, 'EdDSA Ed25519'],
    [KEYS.p521.publicKey, ''],
    [KEYS.secp256k1.publicKey, 'ES256K'],
    [generateKeyPairSync('x25519').publicKey, ''],
  ])('%o', (key, names) => {
    expect(algorithmsOf(key).join(' ')).toBe(names);
  });

  it('calls RSA below 2048 bits weak', () => {
    expect([KEYS.weakRsa, KEYS.rsa, KEYS.p256].map(({ publicKey }) => isWeakKey(publicKey))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
