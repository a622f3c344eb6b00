import fc from 'fast-check';
import { compactVerify, importSPKI } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createReport } from '../../src/kernel/report.ts';
import type { KeyType } from '../../src/proofs/ports.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { type SignInput, signRecord } from '../../src/workflows/sign-record.ts';
import { verifyNative } from '../../src/workflows/verify-native.ts';
import {
  aClr,
  aCollege,
  anAssertion,
  aSchool,
  DIDS,
  fakeDids,
  fakeFetch,
  fakeSigner,
  KEYS,
  NOW,
  SCHOOL,
  SCHOOL_KEY,
  signAsCollege,
} from '../fixtures/native.ts';

const bare = { id: SCHOOL, type: 'Profile', name: 'Example School' };
const record = (extra: JsonObject = {}) => aClr({ publisher: bare, ...extra });

async function signed(
  input: SignInput,
  keyType: Exclude<KeyType, 'Bls12381G2'> = 'Ed25519',
  key = KEYS.ed25519,
) {
  const result = await signRecord({ signerFor: async () => fakeSigner(SCHOOL_KEY, keyType, key) }, input);
  return { ...result, payload: payloadOf(result.signedClr), codes: result.warnings.map(({ code }) => code) };
}

const payloadOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());

async function verify(value: Json, dids = DIDS) {
  const deps = { fetch: fakeFetch({}), resolveDid: fakeDids(dids), now: () => NOW };
  const { findings, nodes } = await verifyNative(deps, parseRecord(value));
  return createReport('', findings, nodes);
}

describe('signRecord', () => {
  it('makes a JWS that any JOSE library verifies with the key in it', async () => {
    const { signedClr } = await signed({ record: record() }, 'RSA', KEYS.rsa);
    // what a reader with no part of this project does:
    const { publicKeyPem } = payloadOf(signedClr).publisher.publicKey;
    const { payload, protectedHeader } = await compactVerify(
      signedClr,
      await importSPKI(publicKeyPem, 'RS256'),
    );
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: SCHOOL_KEY });
    expect(JSON.parse(new TextDecoder().decode(payload)).id).toBe('urn:uuid:clr');
  });

  it.each<[Exclude<KeyType, 'Bls12381G2'>, typeof KEYS.rsa]>([
    ['Ed25519', KEYS.ed25519],
    ['P-256', KEYS.p256],
    ['P-384', KEYS.p384],
    ['RSA', KEYS.rsa],
  ])('with a key of type %s it is verified, standing alone', async (keyType, key) => {
    const { signedClr } = await signed(
      { record: record({ assertions: [anAssertion(1, bare)] }) },
      keyType,
      key,
    );
    const report = await verify(signedClr, { [SCHOOL_KEY]: { jwk: key.jwk } });
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state)).toEqual(['verified', 'covered']);
  });

  it('adds the key and the method, changes nothing else, and leaves the input as it was', async () => {
    const input = record({ assertions: [anAssertion(1, aCollege())] });
    const before = structuredClone(input);
    const { payload, codes } = await signed({ record: input });
    expect(input).toEqual(before);
    expect(payload).toEqual({
      ...before,
      publisher: {
        ...bare,
        publicKey: {
          id: SCHOOL_KEY,
          type: 'CryptographicKey',
          owner: SCHOOL,
          publicKeyPem: KEYS.ed25519.pem,
        },
      },
      verification: { type: 'Signed', creator: SCHOOL_KEY },
    });
    expect(codes).not.toContain('key-replaced');
  });

  it('says so where it replaces a key or a method', async () => {
    const publisher = aSchool({
      publicKey: { id: 'https://old.example/k', owner: SCHOOL, publicKeyPem: KEYS.rsa.pem },
    });
    const { codes } = await signed({ record: record({ publisher, verification: { type: 'Hosted' } }) });
    expect(codes).toEqual(expect.arrayContaining(['key-replaced', 'method-replaced']));
  });

  it('says so where readers cannot tell whose key it is, and they cannot', async () => {
    const { signedClr, codes } = await signed({
      record: record({ publisher: { ...bare, id: 'urn:uuid:school' } }),
      issuer: SCHOOL,
    });
    expect(codes).toContain('publisher-not-issuer');
    expect(await verify(signedClr)).toMatchObject({
      verdict: 'inconclusive',
      nodes: [{ state: 'integrity-only' }],
    });
  });

  it.each<[string, Json, string]>([
    ['a signed record', signAsCollege(record()), 'record-unsupported'],
    ['an assertion', anAssertion(1, bare), 'record-unsupported'],
    ['a record without publisher', { ...record({ type: 'Clr' }), publisher: {} }, 'record-invalid'],
    ['a record of another DID', record({ publisher: aCollege() }), 'issuer-unknown'],
    [
      'a selection, its curator not named',
      record({ 'clrbridge:curation': { curator: SCHOOL } }),
      'curated-record',
    ],
  ])('refuses %s', async (_, value, code) => {
    await expect(signed({ record: value })).rejects.toMatchObject({ code });
  });

  it('signs the note that a selection carries, with it', async () => {
    const curation = { curator: SCHOOL, source: { id: 'urn:uuid:whole' } };
    const { payload } = await signed({ record: record({ 'clrbridge:curation': curation }), issuer: SCHOOL });
    expect(payload['clrbridge:curation']).toEqual(curation);
  });
});

describe('signRecord, each', () => {
  const foreign = anAssertion(3, aCollege());
  const already = signAsCollege(anAssertion(4, aCollege()));
  const source = record({
    assertions: [anAssertion(1, bare), anAssertion(2, bare), foreign],
    signedAssertions: [already],
    achievements: [{ id: 'urn:uuid:achievement-1', type: 'Achievement', name: 'Course 1', issuer: bare }],
  });

  it('signs the publisher’s own assertions, and no other', async () => {
    const { signedClr, payload, warnings } = await signed({ record: source, each: true });
    expect(payload.assertions).toEqual([foreign]);
    expect(payload.signedAssertions).toHaveLength(3);
    expect(payload.signedAssertions[0]).toBe(already);
    expect(warnings.filter(({ code }) => code === 'foreign-assertion')).toMatchObject([
      { pointer: '/assertions/2' },
    ]);
    const report = await verify(signedClr);
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state).sort()).toEqual([
      'covered',
      'verified',
      'verified',
      'verified',
      'verified',
    ]);
    expect(report.findings.map(({ code }) => code)).not.toContain('achievement-differs');
  });

  it('makes assertions that stand on their own in another record', async () => {
    const { payload } = await signed({ record: source, each: true });
    const chosen = payload.signedAssertions.slice(1, 2);
    const report = await verify(
      aClr({ publisher: { id: 'urn:uuid:curator', name: 'Somebody' }, signedAssertions: chosen }),
    );
    expect(report.nodes.map(({ state }) => state)).toEqual(['unverified', 'verified']);
    expect(await verify(chosen[0])).toMatchObject({ verdict: 'accepted' });
  });
});

describe('any change of one character', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';

  it.each<[Exclude<KeyType, 'Bls12381G2'>, typeof KEYS.rsa]>([
    ['Ed25519', KEYS.ed25519],
    ['P-256', KEYS.p256],
  ])('in a signed CLR (%s) is never accepted', async (keyType, key) => {
    const { signedClr } = await signed(
      { record: record({ assertions: [anAssertion(1, bare)] }), each: true },
      keyType,
      key,
    );
    const dids = { [SCHOOL_KEY]: { jwk: key.jwk } };
    expect((await verify(signedClr, dids)).verdict).toBe('accepted');
    const dots = [0, signedClr.indexOf('.'), signedClr.lastIndexOf('.'), signedClr.length];
    const place = fc
      .integer({ min: 0, max: 2 })
      .chain((part) => fc.integer({ min: dots[part] ?? 0, max: (dots[part + 1] ?? 0) - 1 }));
    // the last character of each part has bits that a lenient decoder would drop
    const ends = fc.constantFrom(...dots.slice(1).map((dot) => dot - 1));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: place }, { weight: 1, arbitrary: ends }),
        fc.constantFrom(...alphabet),
        async (at, character) => {
          fc.pre(signedClr[at] !== character);
          const changed = signedClr.slice(0, at) + character + signedClr.slice(at + 1);
          const verdict = await verify(changed, dids).then(
            (report) => report.verdict,
            () => 'unreadable',
          );
          expect(verdict).not.toBe('accepted');
        },
      ),
      { numRuns: 300 },
    );
  });
});
