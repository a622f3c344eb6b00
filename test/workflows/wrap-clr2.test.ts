/** The profile clr2: a record of CLR 1.0 as a ClrCredential whose achievements are credentials signed on their own. */
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { compareRecords } from '../../src/workflows/compare-records.ts';
import { convertRecord } from '../../src/workflows/convert-record.ts';
import { curateRecord } from '../../src/workflows/curate-record.ts';
import { issueCredential } from '../../src/workflows/issue-credential.ts';
import { joinCredentials } from '../../src/workflows/join-credentials.ts';
import { signRecord } from '../../src/workflows/sign-record.ts';
import { splitRecord } from '../../src/workflows/split-record.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { type WrapInput, wrapRecord } from '../../src/workflows/wrap-record.ts';
import { verifyPlain } from '../fixtures/plain-verifier.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { badge, clr, LEARNER, signOurs } from '../fixtures/signed-clr2.ts';
import { copy, createHarness, type Harness, NOW } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const sample = sampleRecord();
const PILOT = 'samples/clr-v1/pilot-transcript.json';

const badgesOf = (credential: JsonObject) =>
  (credential['credentialSubject'] as { verifiableCredential: JsonObject[] }).verifiableCredential;
const place = (n: number) => `/credentialSubject/verifiableCredential/${n}`;

async function wrapOne(harness: Harness, input: Partial<WrapInput> = {}) {
  const wrapped = await wrapRecord(harness, { records: [sample], profile: 'clr2', ...input });
  return { ...wrapped, credential: wrapped.verifiableCredential as JsonObject };
}
const reportOf = async (harness: Harness, value: Json) => (await verifyNodes(harness, value)).report;

/** Every scalar in a value, as text. */
function leavesOf(value: Json, pointer = ''): [pointer: string, leaf: Json][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, `${pointer}/${i}`));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      leavesOf(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  return [[pointer, value]];
}

describe('a record of CLR 1.0', () => {
  test('becomes a ClrCredential that verifies whole and piece by piece, here and with the plain library', async () => {
    const harness = await createHarness();
    const { credential } = await wrapOne(harness);
    const report = await reportOf(harness, credential);
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'clr-2.0' });
    expect(new Set(report.nodes.map(({ state }) => state))).toEqual(new Set(['verified']));
    expect(await verifyPlain(credential, NOW)).toBe(true);
    const badges = badgesOf(credential);
    expect(badges.length).toBe((sample['assertions'] as Json[]).length);
    for (const one of badges) {
      expect(one['type']).toEqual(expect.arrayContaining(['AchievementCredential', 'OpenBadgeCredential']));
      expect(await verifyPlain(one, NOW)).toBe(true);
    }
  });

  test('shows wallets its title, in the first achievement', async () => {
    const { credential } = await wrapOne(await createHarness());
    const [first] = (credential['credentialSubject'] as { achievement: JsonObject[] }).achievement;
    expect(first).toMatchObject({ type: ['Achievement'], name: credential['name'] });
  });

  test('is kept under an id of its own, the same however often it is issued', async () => {
    const harness = await createHarness();
    const [one, two] = [await wrapOne(harness), await wrapOne(harness)];
    expect(one.credential['id']).toBe(two.credential['id']);
    expect(harness.saved).toHaveLength(2);
  });

  test('comes back equal outside the losses, through the carrier', async () => {
    const harness = await createHarness();
    const { credential, losses } = await wrapOne(harness);
    const own = { ...harness, ownIssuers: async () => [harness.signer.controller] };
    const { records } = await unwrapRecords(own, credential, { to: '1.0' });
    const back = records[0]?.clr as JsonObject;
    const gone = losses.map(({ pointer }) => pointer);
    const covered = (pointer: string) =>
      gone.some((lost) => pointer === lost || pointer.startsWith(`${lost}/`));
    expect(JSON.stringify(back)).not.toContain('jsonDigest');
    const texts = new Map(leavesOf(back));
    const missing = leavesOf(sample).filter(
      ([pointer, leaf]) => !covered(pointer) && texts.get(pointer) !== leaf,
    );
    expect(missing.filter(([, leaf]) => leaf !== false)).toEqual([]);
  });

  test('with its source embedded comes back exactly, also to readers who do not know the issuer', async () => {
    const harness = await createHarness();
    const { credential, warnings, losses } = await wrapOne(harness, { embedSource: true });
    const said = losses.map(({ message }) => message).join('\n');
    expect(said).toContain('it is in the source that travels along');
    expect(said).not.toContain('nothing is carried');
    expect(warnings.map(({ code }) => code)).toContain('source-embedded');
    const { records, report } = await unwrapRecords(harness, credential, { to: '1.0' });
    expect(report.verdict).toBe('accepted');
    expect(report.findings.map(({ code }) => code)).toContain('conversion-matches');
    expect(records).toMatchObject([{ clr: sample, version: '1.0', losses: [] }]);
    expect(records[0]?.clr).toEqual(sample);
    const converting = { ownIssuers: async () => [], defaultIssuer: async () => '' };
    const converted = await convertRecord(converting, { record: credential, to: '1.0' });
    expect(converted).toEqual({ clr: sample, losses: [] });
    const native = await unwrapRecords(harness, credential);
    expect(native.records.map(({ clr: record }) => record)).toEqual([credential]);
  });

  test('whose embedded source says something else is not believed of a stranger', async () => {
    const harness = await createHarness();
    const { credential } = await wrapOne(harness, { embedSource: true });
    const { proof: _proof, jsonDigest: _digest, ...unsigned } = copy(credential);
    const source = (unsigned['credentialSubject'] as { clr: { assertions: JsonObject[] } }).clr;
    source.assertions[0]!['narrative'] = 'Summa cum laude.';
    const lying = await signOurs(harness, unsigned);
    const { records, report } = await unwrapRecords(harness, lying, { to: '1.0' });
    expect(report.findings.map(({ code }) => code)).toContain('conversion-differs');
    const narrativeOf = (record: Json | undefined) =>
      (record as { assertions: JsonObject[] }).assertions[0]?.['narrative'];
    expect(narrativeOf(records[0]?.clr)).not.toBe('Summa cum laude.');
    // whoever is said to be believed is
    const { records: believed } = await unwrapRecords(harness, lying, {
      to: '1.0',
      bridges: [harness.signer.controller],
    });
    expect(narrativeOf(believed[0]?.clr)).toBe('Summa cum laude.');
  });

  test('is embedded whole or not at all', async () => {
    const harness = await createHarness();
    await expect(wrapOne(harness, { embedSource: true, personal: 'none' })).rejects.toMatchObject({
      code: 'request-invalid',
      errors: [{ code: 'embed-personal' }],
    });
  });

  test('says of what bytes it was made, and until when it holds', async () => {
    const harness = await createHarness();
    const source = { digest: 'uEiB', bytes: 3, url: 'https://example.org/clr' };
    const { credential } = await wrapOne(harness, { source, validUntil: '2027-01-01T00:00:00Z' });
    expect(credential['validUntil']).toBe('2027-01-01T00:00:00Z');
    expect((credential['evidence'] as Json[]).at(-1)).toEqual({
      type: ['Evidence', 'SourceRecord'],
      sourceDigest: 'uEiB',
      sourceBytes: 3,
      sourceUrl: 'https://example.org/clr',
    });
    expect((await reportOf(harness, credential)).verdict).toBe('accepted');
  });

  test('one of several each becomes a credential of its own', async () => {
    const harness = await createHarness();
    const other = { ...copy(sample), id: 'urn:uuid:0e1c9a52-7a3b-4b52-8f8a-2f6f0f0f4f99' };
    const set = { type: 'ClrSet', id: 'urn:uuid:1', clrs: [sample, other] };
    for (const records of [[sample, other], [set as JsonObject]]) {
      const { verifiableCredential } = await wrapOne(harness, { records, validation: 'lenient' });
      expect(verifiableCredential).toHaveLength(2);
      const [one, two] = verifiableCredential as JsonObject[];
      expect(one?.['id']).not.toBe(two?.['id']);
    }
  });

  test('a choice of clr2 under another profile is refused', async () => {
    const harness = await createHarness();
    await expect(
      wrapRecord(harness, { records: [sample], profile: 'verbatim', fill: 'copy-name' }),
    ).rejects.toMatchObject({ code: 'request-invalid', pointer: '/fill' });
    await expect(wrapOne(harness, { vcVersion: '1.1' })).rejects.toMatchObject({ pointer: '/vcVersion' });
  });

  test('a forged signed assertion does not come out under a fresh signature', async () => {
    const harness = await createHarness();
    const { signedClr } = await signRecord(harness, { record: sample, each: true });
    const signed = parseJson(Buffer.from(signedClr.split('.')[1] as string, 'base64url')).value as JsonObject;
    const [jws] = signed['signedAssertions'] as string[];
    const [header, payload, signature] = (jws as string).split('.') as [string, string, string];
    const text = Buffer.from(payload, 'base64url').toString();
    const forged = Buffer.from(text.replace('"narrative":"', '"narrative":"Not ')).toString('base64url');
    const record = {
      ...signed,
      signedAssertions: [`${header}.${forged === payload ? `${payload}A` : forged}.${signature}`],
    };
    await expect(wrapOne(harness, { records: [record], validation: 'lenient' })).rejects.toMatchObject({
      code: 'credential-rejected',
      pointer: expect.stringContaining('/signedAssertions/0'),
    });
  });
});

describe('the proof jwt', () => {
  test.each(['Ed25519', 'P-256', 'P-384', 'RSA'] as const)(
    'by a key of type %s verifies with jose',
    async (type) => {
      const harness = await createHarness();
      const nested = harness.signer;
      const outer = type === 'Ed25519' ? nested : await createSigner(type);
      const deps = {
        ...harness,
        signerFor: async (_did?: string, prefer?: string[]) => (prefer?.includes('RSA') ? outer : nested),
      };
      const { verifiableCredential: jws } = await wrapRecord(deps, {
        records: [sample],
        profile: 'verbatim',
        proof: 'jwt',
        issuer: outer.controller,
      });
      const header = decodeProtectedHeader(jws as string);
      const { alg: _alg, ...rest } = header;
      expect(rest).toEqual({ typ: 'vc+jwt', cty: 'vc', kid: outer.id });
      const key = await importJWK(outer.publicJwk as { kty: string }, header.alg as string);
      const { payload } = await compactVerify(jws as string, key);
      const claims = JSON.parse(new TextDecoder().decode(payload)) as JsonObject;
      expect(claims).toMatchObject({ iss: outer.controller, jti: claims['id'] });
      expect((await reportOf(harness, jws as string)).verdict).toBe('accepted');
      const { records } = await unwrapRecords(harness, jws as string);
      expect(records[0]?.clr).toEqual(sample);
    },
  );

  test('stands around a ClrCredential whose badges are signed on their own', async () => {
    const harness = await createHarness();
    const { verifiableCredential: jws } = await wrapOne(harness, { proof: 'jwt' });
    const { alg: _alg, ...rest } = decodeProtectedHeader(jws as string);
    expect(rest).toEqual({ typ: 'JWT', kid: harness.signer.id });
    const report = await reportOf(harness, jws as string);
    expect(report.verdict).toBe('accepted');
    expect(new Set(report.nodes.map(({ state }) => state))).toEqual(new Set(['verified']));
    const { records } = await unwrapRecords(harness, jws as string);
    expect(records.map(({ clr: record }) => record)).toEqual([jws]);
    const [content] = (await unwrapRecords(harness, jws as string, { to: '2.0' })).records;
    expect(content?.clr).toMatchObject({ type: ['VerifiableCredential', 'ClrCredential'] });
  });

  test('with claims that contradict the credential, or another algorithm in the header, is rejected', async () => {
    const harness = await createHarness();
    const { verifiableCredential: jws } = await wrapOne(harness, { proof: 'jwt' });
    const [header, payload, signature] = (jws as string).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JsonObject;
    const resigned = (change: JsonObject) =>
      harness.signer.signJws(
        { typ: 'JWT', kid: harness.signer.id },
        Buffer.from(JSON.stringify({ ...claims, ...change })),
      );
    for (const change of [
      { jti: 'urn:uuid:1' },
      { iss: 'did:example:x' },
      { sub: 'did:example:x' },
      { nbf: 1 },
    ]) {
      const report = await reportOf(harness, await resigned(change));
      expect([change, report.verdict]).toEqual([change, 'rejected']);
      expect(report.findings.map(({ code }) => code)).toContain('envelope-mismatch');
    }
    for (const alg of ['none', 'HS256', 'ES256', 'RS256']) {
      const other = Buffer.from(
        JSON.stringify({ ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), alg }),
      ).toString('base64url');
      expect([alg, (await reportOf(harness, `${other}.${payload}.${signature}`)).verdict]).toEqual([
        alg,
        'rejected',
      ]);
    }
  });

  test('is not made for VC 1.1', async () => {
    const harness = await createHarness();
    await expect(
      wrapRecord(harness, { records: [sample], vcVersion: '1.1', proof: 'jwt' }),
    ).rejects.toMatchObject({ code: 'proof-unfit' });
  });
});

describe('a record of CLR 2.0', () => {
  test('that is not signed yet is signed as it is, each badge on its own', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const unsigned = clr([badge(1, controller), badge(2, controller)], controller);
    const { credential } = await wrapOne(harness, { records: [unsigned] });
    expect((await reportOf(harness, credential)).nodes.map(({ state }) => state)).toEqual([
      'verified',
      'verified',
      'verified',
    ]);
    expect(credential).toMatchObject({ id: unsigned['id'], name: unsigned['name'] });
    const single = await wrapOne(harness, { records: [badge(3, controller)] });
    expect((await reportOf(harness, single.credential)).verdict).toBe('accepted');
  });

  test('that breaks the standard is refused, and under lenient signed as it is where it can be', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const odd = badge(1, controller);
    const achievement = (odd['credentialSubject'] as { achievement: JsonObject }).achievement;
    achievement['achievementType'] = 'Kurs';
    const unsigned = clr([odd], controller);
    const refusal = wrapOne(harness, { records: [unsigned] });
    await expect(refusal).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: `${place(0)}/credentialSubject/achievement/achievementType`,
    });
    const { warnings } = await wrapOne(harness, { records: [unsigned], validation: 'lenient' });
    expect(warnings.map(({ code }) => code)).toContain('value-enum');
    const { name: _name, ...nameless } = clr([badge(2, controller)], controller);
    await expect(wrapOne(harness, { records: [nameless] })).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: '/name',
    });
  });

  test('that cannot be signed keeps those before it from being signed', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const empty = badge(2, controller, 'A', {
      credentialSubject: { id: LEARNER, type: ['AchievementSubject'] },
    });
    const wrapped = wrapOne(harness, {
      records: [sample, badge(1, controller), empty],
      validation: 'lenient',
    });
    await expect(wrapped).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: '/2/credentialSubject/achievement',
      errors: [{ code: 'structure-invalid' }],
    });
    expect(harness.saved).toEqual([]);
  });

  test('that carries what no conversion put there is not signed, by whatever call', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const clr1Rest = { '/assertions/0/results/0/value': 'A+' };
    const carrying = badge(1, controller, 'C', { clr1Rest });
    const inner = clr([carrying], controller, { id: 'urn:uuid:inner' });
    for (const [record, pointer] of [
      [clr([badge(1, controller)], controller, { clr1Rest }), '/clr1Rest'],
      [carrying, '/clr1Rest'],
      [clr([carrying], controller), `${place(0)}/clr1Rest`],
      [clr([inner], controller), `${place(0)}${place(0)}/clr1Rest`],
    ] as const) {
      const refused = { code: 'record-invalid', pointer };
      await expect(wrapOne(harness, { records: [record], validation: 'lenient' })).rejects.toMatchObject(
        refused,
      );
      await expect(issueCredential(harness, { credential: record })).rejects.toMatchObject(refused);
    }
    const listed = clr([badge(2, controller)], controller);
    listed['credentialSubject'] = [{ ...(listed['credentialSubject'] as JsonObject), clr: sample }];
    await expect(issueCredential(harness, { credential: listed })).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: '/credentialSubject/clr',
    });
    const signed = await signOurs(harness, badge(3, controller));
    expect(badgesOf(await issueCredential(harness, { credential: clr([signed], controller) }))).toEqual([
      signed,
    ]);
  });

  test('with a forged badge, or a source it was not made of, is not signed around', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const sound = await signOurs(harness, badge(1, controller));
    const forged = { ...sound, name: 'Course 9' };
    await expect(wrapOne(harness, { records: [clr([forged], controller)] })).rejects.toMatchObject({
      code: 'credential-rejected',
      pointer: place(0),
    });
    const { credential: whole } = await wrapOne(harness, { records: [clr([sound], controller)] });
    expect(badgesOf(whole)).toEqual([sound]);
    const odd = clr([badge(2, controller)], controller);
    (odd['credentialSubject'] as JsonObject)['clr'] = sample;
    await expect(wrapOne(harness, { records: [odd], validation: 'lenient' })).rejects.toMatchObject({
      code: 'record-invalid',
      pointer: '/credentialSubject/clr',
    });
  });

  test('of somebody else, or with an unsigned badge of somebody else, is not signed for them', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const foreign = clr([badge(1, 'did:example:other')], controller);
    await expect(wrapOne(harness, { records: [foreign] })).rejects.toMatchObject({
      code: 'issuer-unknown',
      pointer: `${place(0)}/issuer`,
    });
    await expect(wrapOne(harness, { records: [clr([], 'did:example:other')] })).rejects.toMatchObject({
      code: 'issuer-unknown',
      pointer: '/issuer',
    });
    const signed = await signOurs(harness, badge(1, controller));
    await expect(wrapOne(harness, { records: [signed] })).rejects.toMatchObject({
      code: 'record-unsupported',
      pointer: '/proof',
    });
    await expect(wrapOne(harness, { records: [badge(1, controller)], fill: 'refuse' })).rejects.toMatchObject(
      {
        code: 'request-invalid',
        pointer: '/fill',
      },
    );
  });
});

describe('compare', () => {
  test('a record with what was made of it: converted, unless it travels along', async () => {
    const harness = await createHarness();
    const own = { ...harness, ownIssuers: async () => [harness.signer.controller] };
    const { credential } = await wrapOne(harness);
    const compared = await compareRecords(own, sample, credential);
    expect(compared).toMatchObject({ converted: true, pointer: '' });
    const personal = /^\/(learner|verification|assertions\/\d+\/recipient)/;
    expect(compared.differences.filter(({ pointer }) => !personal.test(pointer))).toEqual([]);
    const { credential: whole } = await wrapOne(harness, { embedSource: true });
    expect(await compareRecords(own, sample, whole)).toMatchObject({
      same: true,
      pointer: '/credentialSubject/clr',
    });
  });
});

describe('split and join', () => {
  test('a CLR comes apart into its credentials, byte for byte, and together again', async () => {
    const harness = await createHarness();
    const { credential } = await wrapOne(harness);
    const parts = await splitRecord(harness, { record: credential });
    expect(parts.verifiableCredentials).toEqual(badgesOf(credential));
    expect(parts.leftOut.map(({ pointer }) => pointer)).toContain('/credentialSubject/achievement/0');
    const joined = await joinCredentials(harness, { credentials: parts.verifiableCredentials, name: 'All' });
    const record = joined.verifiableCredential as JsonObject;
    expect(badgesOf(record)).toEqual(badgesOf(credential));
    expect(record).toMatchObject({ name: 'All', partial: true, issuer: { id: harness.signer.controller } });
    const report = await reportOf(harness, record);
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'clr-2.0' });
    expect(await verifyPlain(record, NOW)).toBe(true);
  });

  test('a record that is not signed is wrapped first', async () => {
    const harness = await createHarness();
    const parts = await splitRecord(harness, { record: sample });
    for (const one of parts.verifiableCredentials)
      expect((await reportOf(harness, one)).verdict).toBe('accepted');
    expect(parts.losses.length).toBeGreaterThan(0);
    await expect(
      splitRecord(harness, { record: parts.verifiableCredentials[0] as JsonObject }),
    ).rejects.toMatchObject({
      code: 'record-unsupported',
    });
  });

  test('badges without a proof of their own are left out, and named', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const signed = await signOurs(
      harness,
      clr([badge(1, controller), await signOurs(harness, badge(2, controller))], controller),
    );
    const parts = await splitRecord(harness, { record: signed });
    expect(parts.verifiableCredentials).toHaveLength(1);
    expect(parts.leftOut.map(({ pointer }) => pointer)).toEqual([place(0)]);
  });

  test('what is forged, of other learners, unsigned, a JWT, or given twice is not joined', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const one = await signOurs(harness, badge(1, controller));
    const join = (...credentials: Json[]) => joinCredentials(harness, { credentials });
    const other = badge(2, controller);
    (other['credentialSubject'] as JsonObject)['id'] = 'did:example:somebody';
    await expect(join(one, await signOurs(harness, other))).rejects.toMatchObject({
      code: 'learners-differ',
      pointer: '/1/credentialSubject/id',
    });
    const forged = copy(one);
    forged['name'] = 'Course 9';
    await expect(join(forged)).rejects.toMatchObject({
      code: 'credential-rejected',
      pointer: expect.stringMatching(/^\/0/),
    });
    await expect(join(one, one)).rejects.toMatchObject({ code: 'conflict', pointer: '/1' });
    await expect(join(badge(3, controller))).rejects.toMatchObject({
      code: 'record-unsupported',
      pointer: '/0',
    });
    await expect(join(await signOurs(harness, clr([one], controller)))).rejects.toMatchObject({
      code: 'record-unsupported',
    });
    await expect(join()).rejects.toMatchObject({ code: 'request-invalid' });
  });

  test('credentials about one identifier, without an id, are about one learner', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const about = async (n: number, identityHash: string) => {
      const one = badge(n, controller);
      const { id: _id, ...subject } = one['credentialSubject'] as JsonObject;
      const identifier = [
        { type: 'IdentityObject', hashed: false, identityHash, identityType: 'emailAddress' },
      ];
      return signOurs(harness, { ...one, credentialSubject: { ...subject, identifier } });
    };
    const same = [await about(1, 'a@example.org'), await about(2, 'a@example.org')];
    const { verifiableCredential } = await joinCredentials(harness, { credentials: same });
    expect((verifiableCredential as JsonObject)['credentialSubject']).toMatchObject({
      identifier: [{ identityHash: 'a@example.org' }],
    });
    await expect(
      joinCredentials(harness, { credentials: [same[0] as JsonObject, await about(3, 'b@example.org')] }),
    ).rejects.toMatchObject({ code: 'learners-differ' });
  });
});

describe('curate', () => {
  test('gives the chosen credentials as a presentation, each still signed, without the record', async () => {
    const harness = await createHarness();
    const { credential } = await wrapOne(harness);
    const badges = badgesOf(credential);
    const achievement = (badges[1]!['credentialSubject'] as { achievement: JsonObject }).achievement;
    const curated = curateRecord({ record: credential, keep: [place(0), String(achievement['id'])] });
    if (!('verifiablePresentation' in curated)) throw new TypeError('a presentation was expected');
    expect(curated.verifiablePresentation['verifiableCredential']).toEqual([badges[0], badges[1]]);
    expect(curated.provenance).toMatchObject({
      omitted: badges.length - 2,
      source: { id: credential['id'] },
    });
    expect(curated.warnings.map(({ code }) => code)).toEqual(['record-left-behind']);
    const report = await reportOf(harness, curated.verifiablePresentation);
    expect(report.verdict).toBe('accepted');
    expect(() => curateRecord({ record: credential, keep: ['/nowhere', 'urn:x:none'] })).toThrow(
      expect.objectContaining({ code: 'selection-unknown', errors: [expect.anything(), expect.anything()] }),
    );
    expect(() => curateRecord({ record: credential, keep: [place(0)], curator: LEARNER })).toThrow(
      expect.objectContaining({ code: 'request-invalid' }),
    );
  });

  test('says of a credential that only the record vouched for', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const signed = await signOurs(harness, clr([badge(1, controller)], controller));
    const curated = curateRecord({ record: signed, keep: [place(0)] });
    expect(curated.warnings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['record-left-behind', ''],
      ['proof-left-behind', place(0)],
    ]);
  });
});

describe.skipIf(!hasReference)('the pilot transcript', () => {
  const record = () => parseJson(Buffer.from(readReference(PILOT))).value as JsonObject;
  let harness: Harness;
  let credential: JsonObject;
  let losses: Awaited<ReturnType<typeof wrapOne>>['losses'];
  beforeAll(async () => {
    harness = await createHarness();
    ({ credential, losses } = await wrapOne(harness, { records: [record()], validation: 'lenient' }));
  });

  test('is valid against the published schemas, and so is each badge', () => {
    const validatorOf = (name: string) => {
      const ajv = new Ajv2019({ strict: false, logger: false });
      (addFormats as unknown as (instance: Ajv2019) => void)(ajv);
      return ajv.compile(
        JSON.parse(readReference(`standards/clr-v2/clr_v2p0_${name}_schema.json`)) as object,
      );
    };
    const [validClr, validBadge] = [validatorOf('clrcredential'), validatorOf('achievementcredential')];
    expect([validClr(credential), validClr.errors]).toEqual([true, null]);
    for (const one of badgesOf(credential))
      expect([validBadge(one), validBadge.errors]).toEqual([true, null]);
  });

  test('has 66 inner proofs and an outer one that the plain library verifies', async () => {
    expect(badgesOf(credential)).toHaveLength(66);
    for (const one of [credential, ...badgesOf(credential)]) expect(await verifyPlain(one, NOW)).toBe(true);
  }, 120_000);

  test('loses nothing that is not named: source minus result minus losses is empty', () => {
    const found = new Map<string, number>();
    const key = (leaf: Json) => JSON.stringify(leaf);
    for (const [, leaf] of leavesOf(credential)) found.set(key(leaf), (found.get(key(leaf)) ?? 0) + 1);
    const lost = losses.filter(({ code }) => code !== 'carried').map(({ pointer }) => pointer);
    const missing = leavesOf(record()).filter(([pointer, leaf]) => {
      const left = found.get(key(leaf)) ?? 0;
      if (left > 0) found.set(key(leaf), left - 1);
      return left === 0 && !lost.some((one) => pointer === one || pointer.startsWith(`${one}/`));
    });
    // what CLR 2.0 says in other words: the name of a class, and that an identity which is an id is a plain one
    const types = new Set(['Assertion', 'Clr', 'id', 'email', 'Criteria', 'SystemIdentifier', 'Artifact']);
    const isImplied = (pointer: string, leaf: Json) =>
      (pointer.endsWith('/type') && types.has(String(leaf))) ||
      (pointer.endsWith('/recipient/hashed') && leaf === false);
    expect(missing.filter(([pointer, leaf]) => !isImplied(pointer, leaf))).toEqual([]);
  });

  test('comes back: exactly with its source, and else through the carrier', async () => {
    const whole = await wrapOne(harness, { records: [record()], validation: 'lenient', embedSource: true });
    const { records } = await unwrapRecords(harness, whole.credential, { to: '1.0' });
    expect(records[0]?.clr).toEqual(record());
    const own = { ...harness, ownIssuers: async () => [harness.signer.controller] };
    const back = (await unwrapRecords(own, credential, { to: '1.0' })).records[0]?.clr as JsonObject;
    const gone = new Set(losses.map(({ pointer }) => pointer));
    const texts = new Map(leavesOf(back));
    const missing = leavesOf(record()).filter(
      ([pointer, leaf]) =>
        texts.get(pointer) !== leaf &&
        ![...gone].some((one) => pointer === one || pointer.startsWith(`${one}/`)),
    );
    expect(missing.filter(([, leaf]) => leaf !== false)).toEqual([]);
  }, 60_000);
});
