/** Records of CLR 2.0 made to deceive: nothing forged is signed, handed out or called good. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

import { convertRecord } from '../../src/workflows/convert-record.ts';
import { curateRecord } from '../../src/workflows/curate-record.ts';
import { joinCredentials } from '../../src/workflows/join-credentials.ts';
import { splitRecord } from '../../src/workflows/split-record.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { badge, clr, LEARNER, signJwt, signOurs, signTheirs } from '../fixtures/signed-clr2.ts';
import { copy, createHarness, type Harness } from '../harness.ts';

const sample = sampleRecord();

const badgesOf = (credential: JsonObject) =>
  (credential['credentialSubject'] as { verifiableCredential: JsonObject[] }).verifiableCredential;
const reportOf = async (harness: Harness, value: Json) => (await verifyNodes(harness, value)).report;
const codesOf = async (harness: Harness, value: Json) =>
  (await reportOf(harness, value)).findings.map(({ code }) => code);

describe.each([
  ['an empty list', []],
  ['null', null],
] as [string, Json][])('a proof that is %s is none', (_name, proof) => {
  test('members of two badges under one signature over RDF cannot be exchanged behind it', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const credential = await signTheirs(
      harness,
      clr([badge(1, controller), badge(2, controller)], controller),
    );
    const [one, two] = badgesOf(credential) as [JsonObject, JsonObject];
    for (const each of [one, two]) each['proof'] = proof;
    const [a, b] = [one, two].map((each) => each['credentialSubject'] as JsonObject) as [
      JsonObject,
      JsonObject,
    ];
    [a['result'], b['result']] = [b['result'] as Json, a['result'] as Json];
    const report = await reportOf(harness, credential);
    expect(report.verdict).not.toBe('accepted');
    expect(report.findings.map(({ code }) => code)).toContain('ambiguous-graph');
  });

  test('nobody signs around it for others, and it is not joined', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const record = clr([badge(1, 'did:example:other', 'A', { proof })], controller);
    await expect(
      wrapRecord(harness, { records: [record], profile: 'clr2', validation: 'lenient' }),
    ).rejects.toMatchObject({ code: 'issuer-unknown' });
    await expect(
      joinCredentials(harness, {
        credentials: [badge(1, controller, 'A', { proof })],
        allowUnverified: true,
      }),
    ).rejects.toMatchObject({ code: 'record-unsupported', pointer: '/0' });
  });

  test('what the issuer has not signed yet is signed', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const record = clr([badge(1, controller, 'A', { proof })], controller, { proof });
    const { verifiableCredential } = await wrapRecord(harness, {
      records: [record],
      profile: 'clr2',
      validation: 'lenient',
    });
    const report = await reportOf(harness, verifiableCredential as Json);
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state)).toEqual(['verified', 'verified']);
  });

  test('it is left out of what can be shown alone', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const own = badge(1, controller, 'A', { proof });
    const credential = await signTheirs(harness, clr([own], controller));
    const split = await splitRecord(harness, { record: credential });
    expect(split.verifiableCredentials).toEqual([]);
    expect(split.leftOut).toHaveLength(1);
    const { provenance } = curateRecord({ record: credential, keep: [String(own['id'])] });
    expect(provenance.kept).toMatchObject([{ proof: 'none' }]);
  });
});

describe('a signature in the source that nobody looked at', () => {
  test.each([
    ['among the plain ones', (jws: string) => ({ clrs: [jws] })],
    ['outside a list', (jws: string) => ({ signedClrs: jws })],
  ])('of a member of a set, %s: not converted', async (_name, membersOf) => {
    const harness = await createHarness();
    const jws = await harness.signer.signJws({}, Buffer.from(JSON.stringify(sample)));
    const set = { '@context': sample['@context'], type: 'ClrSet', id: 'urn:uuid:5', ...membersOf(jws) };
    await expect(
      wrapRecord(harness, { records: [set as JsonObject], profile: 'clr2', validation: 'lenient' }),
    ).rejects.toMatchObject({ code: 'record-unsupported' });
    expect(harness.saved).toEqual([]);
  });
});

describe('the proof jwt', () => {
  test.each([['vc'], ['vp'], ['exp'], ['aud'], ['iat'], ['cnf']])(
    'is not made of a credential with a member %s, which readers take for a claim',
    async (member) => {
      const harness = await createHarness();
      const { controller } = harness.signer;
      const other: JsonObject = clr([badge(2, controller, 'A+')], controller);
      const value: Record<string, Json> = {
        vc: other,
        vp: { verifiableCredential: [other] },
        exp: 1,
        iat: 1,
      };
      const record = clr([badge(1, controller, 'F')], controller, { [member]: value[member] ?? 'x' });
      await expect(
        wrapRecord(harness, { records: [record], profile: 'clr2', proof: 'jwt', validation: 'lenient' }),
      ).rejects.toMatchObject({ code: 'proof-unfit', pointer: `/${member}` });
    },
  );

  test('an end of validity that only the claim names is handed out with the record', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const inner = await signJwt(badge(1, controller), harness.signer, {}, { exp: 2_000_000_000 });
    const outer = await signJwt(clr([inner as unknown as JsonObject], controller), harness.signer);
    const { records } = await unwrapRecords(harness, outer, { to: '1.0' });
    expect(records).toMatchObject([{ clr: { assertions: [{ expires: '2033-05-18T03:33:20Z' }] } }]);
  });
});

test('a revoked badge is handed out as revoked, also out of a JWT', async () => {
  const list = 'https://college.example.edu/revoked';
  const own = badge(1, 'did:example:issuer');
  const harness = await createHarness({
    site: { [list]: { id: list, revokedCredential: [{ id: own['id'] as Json }] } },
  });
  const { controller } = harness.signer;
  const revocable = badge(1, controller, 'A', {
    '@context': [...(own['@context'] as Json[]), 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'],
    credentialStatus: { id: list, type: '1EdTechRevocationList' },
  });
  const inner = await signJwt(revocable, harness.signer);
  const outer = await signJwt(clr([inner as unknown as JsonObject], controller), harness.signer);
  const { records, report } = await unwrapRecords(harness, outer, { to: '1.0', allowUnverified: true });
  expect(report.nodes.map(({ state }) => state)).toContain('revoked');
  expect(records).toMatchObject([{ clr: { assertions: [{ revoked: true }] } }]);
});

describe('what an embedded source does not say', () => {
  async function embedded(harness: Harness): Promise<JsonObject> {
    const { verifiableCredential } = await wrapRecord(harness, {
      records: [sample],
      profile: 'clr2',
      embedSource: true,
      source: { digest: 'uEiA', bytes: 3 },
    });
    const { proof: _proof, jsonDigest: _digest, ...unsigned } = copy(verifiableCredential as JsonObject);
    return unsigned;
  }
  type Subject = { achievement: JsonObject[]; signedClrs: Json };

  test.each([
    [
      'a title of its own',
      (credential: JsonObject) => {
        (credential['credentialSubject'] as Subject).achievement[0]!['description'] = 'Doctor of Medicine';
      },
    ],
    [
      'a second title',
      (credential: JsonObject) => {
        const { achievement } = credential['credentialSubject'] as Subject;
        achievement.push({ ...achievement[0]!, name: 'Doctor of Medicine' });
      },
    ],
    [
      'evidence under the name of the source',
      (credential: JsonObject) => {
        (credential['evidence'] as JsonObject[])[0]!['name'] = 'Nobel prize';
      },
    ],
    [
      'another source',
      (credential: JsonObject) => {
        const contexts = credential['@context'] as JsonObject[];
        const { clr: definition } = contexts.at(-1) as JsonObject;
        contexts.push({
          signedClrs: { '@id': 'https://w3id.org/clr-bridge/vocab#signedClrs', '@type': '@json' },
        });
        expect(definition).toBeDefined();
        (credential['credentialSubject'] as Subject).signedClrs = ['e30.e30.e30'];
      },
    ],
  ])('%s: the two differ', async (_name, attack) => {
    const harness = await createHarness();
    const unsigned = await embedded(harness);
    expect(await codesOf(harness, await signOurs(harness, unsigned))).toContain('conversion-matches');
    attack(unsigned);
    const codes = await codesOf(harness, await signOurs(harness, unsigned));
    expect(codes).toContain('conversion-differs');
    expect(codes).not.toContain('conversion-matches');
  });
});

describe('what grows faster than the record', () => {
  test('associations of an achievement in very many copies are refused', async () => {
    const badges = Array.from({ length: 700 }, (_, n) => ({
      ...badge(1, 'did:example:issuer'),
      id: `urn:example:${n}`,
    }));
    const association = badges.map((_, n) => ({
      type: 'Association',
      associationType: 'isRelatedTo',
      sourceId: ((badges[0] as JsonObject)['credentialSubject'] as { achievement: JsonObject }).achievement[
        'id'
      ] as Json,
      targetId: `urn:example:target:${n}`,
    }));
    const record = clr(badges, 'did:example:issuer');
    (record['credentialSubject'] as JsonObject)['association'] = association;
    const conversion = { defaultIssuer: async () => 'did:example:issuer', ownIssuers: async () => [] };
    await expect(convertRecord(conversion, { record, to: '1.0' })).rejects.toMatchObject({
      code: 'too-large',
      pointer: expect.stringMatching(/^\/credentialSubject\/association\/\d+$/),
    });
  });

  test('of very much that travelled along, what would take too long to put back stays in the carrier', async () => {
    const evidence = Array.from({ length: 2000 }, (_, n) => ({
      type: 'Evidence',
      narrative: 'x',
      artifacts: [{ type: 'Artifact', url: `https://example.org/${n}` }],
    }));
    const rest = Object.fromEntries(
      evidence.map((_, n) => [`/evidence/${n}`, { id: `urn:example:${n}`, type: ['Evidence'], name: 'x' }]),
    );
    const [assertion] = sample['assertions'] as [JsonObject];
    const record = { ...sample, assertions: [{ ...assertion, evidence, 'bridge:clr2Rest': rest }] };
    const { clr: converted, losses } = await convertRecord(
      { defaultIssuer: async () => 'did:example:issuer', ownIssuers: async () => [] },
      { record, to: '2.0' },
    );
    const [first] = badgesOf(converted as JsonObject) as [JsonObject];
    const kept = losses.filter(({ pointer }) => pointer.includes('/bridge:clr2Rest/')).length;
    const carrier = (first['clr1Rest'] as JsonObject)['/bridge:clr2Rest'] as JsonObject;
    expect(Object.keys(carrier)).toHaveLength(kept);
    expect(kept).toBeGreaterThan(0);
    const named = (first['evidence'] as JsonObject[]).filter(({ name }) => name === 'x');
    expect(named.length + kept).toBe(2000);
  });
});

describe('a node called __proto__', () => {
  const inherited = () => {
    const names: string[] = [];
    for (const name in {}) names.push(name);
    return names;
  };

  test.each([
    ['issuer', '__proto__'],
    ['credentialSubject', '__proto__'],
    ['evidence', [{ id: '__proto__', type: ['Evidence'], name: 'x' }]],
    ['evidence', [{ id: './__proto__', type: ['Evidence'], name: 'x' }]],
  ] as [string, Json][])(
    'as %s %j fails the proof, and says nothing of any other object',
    async (member, value) => {
      const harness = await createHarness();
      const { controller } = harness.signer;
      const credential = await signTheirs(harness, badge(1, controller));
      credential[member] = value;
      const based = copy(credential);
      (based['@context'] as Json[]).push({ '@base': 'x' });
      try {
        for (const one of [credential, based])
          expect((await reportOf(harness, one)).verdict).not.toBe('accepted');
        await expect(
          signTheirs(harness, badge(1, controller, 'A', { [member]: value })),
        ).rejects.toMatchObject({ code: 'term-undefined' });
        expect(inherited()).toEqual([]);
      } finally {
        for (const name of inherited()) delete (Object.prototype as Record<string, unknown>)[name];
      }
    },
  );
});

test('a text that could be such a name is refused at its place, in every profile', async () => {
  const harness = await createHarness();
  const record = copy(sample);
  (record['assertions'] as JsonObject[])[1]!['narrative'] = '__proto__';
  for (const [profile, pointer] of [
    ['verbatim', '/credentialSubject/clr/assertions/1/narrative'],
    ['linked-data', '/credentialSubject/assertions/1/narrative'],
    ['clr2', '/credentialSubject/verifiableCredential/1/credentialSubject/narrative'],
  ] as const)
    await expect(
      wrapRecord(harness, { records: [record], profile, validation: 'lenient' }),
    ).rejects.toMatchObject({ code: 'term-undefined', pointer });
});

describe('an object that cannot be made a text', () => {
  const odd = { toString: 'x', valueOf: 1 };

  test.each([
    ['purpose', { proofPurpose: odd }, 'proof-purpose'],
    ['type', { type: odd }, 'proof-unsupported'],
    ['suite', { cryptosuite: odd }, 'proof-unsupported'],
  ] as [string, JsonObject, string][])(
    'as the %s of a proof fails the proof, not the verifier',
    async (_name, members, code) => {
      const harness = await createHarness();
      const credential = await signTheirs(harness, badge(1, harness.signer.controller));
      credential['proof'] = { ...(credential['proof'] as JsonObject), ...members };
      expect(await codesOf(harness, credential)).toContain(code);
    },
  );

  test('as the id of a subject is refused in words', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const credentials = [badge(1, controller), badge(2, controller)].map((one) => ({ ...one, proof: {} }));
    ((credentials[1] as JsonObject)['credentialSubject'] as JsonObject)['id'] = odd;
    await expect(joinCredentials(harness, { credentials })).rejects.toMatchObject({
      code: 'learners-differ',
    });
  });
});

test('a credential without a context for its proof is refused in words', async () => {
  const harness = await createHarness();
  const { controller } = harness.signer;
  const { '@context': _context, ...inner } = badge(1, controller);
  const record = clr([{ ...inner, '@context': {} }], controller);
  await expect(
    wrapRecord(harness, { records: [record], profile: 'clr2', validation: 'lenient' }),
  ).rejects.toMatchObject({ code: expect.stringMatching(/^(proof-unfit|record-invalid|term-undefined)$/) });
});

describe('the subject in a list', () => {
  test('its badges are found all the same', async () => {
    const harness = await createHarness();
    const { controller } = harness.signer;
    const own = await signTheirs(harness, badge(1, controller));
    const credential = await signTheirs(
      harness,
      clr([], controller, {
        credentialSubject: [{ id: LEARNER, type: ['ClrSubject'], verifiableCredential: [own] }],
      }),
    );
    const { verifiableCredentials } = await splitRecord(harness, { record: credential });
    expect(verifiableCredentials).toEqual([own]);
    const curated = curateRecord({ record: credential, keep: [String(own['id'])] });
    expect(curated).toMatchObject({ verifiablePresentation: { verifiableCredential: [own] } });
  });
});
