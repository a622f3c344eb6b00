/** Selective disclosure by SD-JWT: what is shown verifies, what is hidden is absent, and nothing can be put together anew. */
import { createHash, randomBytes } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner, disclose as discloseByLibrary, verify, wrap } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { signSdJwt } from '../../src/proofs/sd-jwt.ts';
import { convertRecord } from '../../src/workflows/convert-record.ts';
import { discloseCredential } from '../../src/workflows/disclose-credential.ts';
import { unwrapRecords } from '../../src/workflows/unwrap-records.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { type WrapInput, wrapRecord } from '../../src/workflows/wrap-record.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { copy, createHarness, type Harness, NOW } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const sample = sampleRecord();
const assertions = sample['assertions'] as JsonObject[];
const PILOT = 'samples/clr-v1/pilot-transcript.json';
const V2 = 'https://www.w3.org/ns/credentials/v2';

async function wrapSd(harness: Harness, input: Partial<WrapInput> = {}): Promise<string> {
  const { verifiableCredential } = await wrapRecord(harness, {
    records: [sample],
    proof: 'sd-jwt',
    ...input,
  });
  return verifiableCredential as string;
}
const reportOf = async (harness: Harness, value: Json, asked = {}) =>
  (await verifyNodes(harness, value, asked)).report;
const codesOf = async (harness: Harness, value: Json, asked = {}) =>
  (await reportOf(harness, value, asked)).findings.map(({ code }) => code);
const disclose = (harness: Harness, credential: Json, keep: string[], rest = {}) =>
  discloseCredential(harness, { credential, keep, ...rest });
const shownBy = async (harness: Harness, credential: Json, keep: string[], rest = {}) =>
  (await disclose(harness, credential, keep, rest)).verifiableCredential as string;
const at = (...places: number[]) => places.map((n) => `/credentialSubject/clr/assertions/${n}`);
const decode = (part: string) => Buffer.from(part, 'base64url').toString();
/** Everything that anybody could read in it, decoded as often as there is something to decode. */
const bytesOf = (sdJwt: string) => [sdJwt, ...sdJwt.split(/[~.]/).map(decode)].join('\n');
const achievementIdOf = (one: JsonObject) => String((one['achievement'] as JsonObject)['id']);
const assertionsOf = (clr: Json | undefined) => (clr as { assertions: JsonObject[] }).assertions;
/** Assertions of the sample as they are shown beside each other: no association names what is hidden. */
function shownOf(...places: number[]): JsonObject[] {
  const shown = places.map((n) => copy(assertions[n] as JsonObject));
  const ids = shown.map(achievementIdOf);
  for (const { achievement } of shown as { achievement: { associations?: JsonObject[] } }[]) {
    if (achievement.associations)
      achievement.associations = achievement.associations.filter(({ targetId }) =>
        ids.includes(String(targetId)),
      );
  }
  return shown;
}
const partsOf = (sdJwt: string) => sdJwt.split('~');

/** Disclosure by the text of the specification, on its own: digests of what was sent, found in the payload. */
function openByHand(sdJwt: string): { payload: JsonObject; used: number } {
  const [jws = '', ...rest] = partsOf(sdJwt);
  rest.pop();
  const byDigest = new Map(
    rest.map((sent) => [
      createHash('sha256').update(sent).digest('base64url'),
      JSON.parse(decode(sent)) as Json[],
    ]),
  );
  let used = 0;
  const open = (value: Json): Json => {
    if (Array.isArray(value)) {
      return value.flatMap((item) => {
        const digest = (item as JsonObject | null)?.['...'];
        if (typeof digest !== 'string') return [open(item)];
        const sent = byDigest.get(digest);
        if (sent === undefined) return [];
        used += 1;
        return [open(sent[1] as Json)];
      });
    }
    if (typeof value !== 'object' || value === null) return value;
    const { _sd, ...members } = value;
    const opened = Object.fromEntries(Object.entries(members).map(([name, inner]) => [name, open(inner)]));
    for (const digest of (_sd ?? []) as string[]) {
      const sent = byDigest.get(digest);
      if (sent === undefined) continue;
      used += 1;
      opened[sent[1] as string] = open(sent[2] as Json);
    }
    return opened;
  };
  const payload = open(JSON.parse(decode(jws.split('.')[1] ?? '')) as Json) as JsonObject;
  return { payload, used };
}

const sha256 = (data: string | ArrayBuffer) =>
  new Uint8Array(
    createHash('sha256')
      .update(typeof data === 'string' ? data : new Uint8Array(data))
      .digest(),
  );

/** The published library with our keys. */
const libraryOf = (signer: Signer) =>
  new SDJwtInstance({
    hasher: sha256,
    hashAlg: 'sha-256',
    saltGenerator: (length) => randomBytes(length).toString('base64url'),
    signAlg: 'EdDSA',
    signer: async (data) => Buffer.from(await signer.sign(Buffer.from(data))).toString('base64url'),
    verifier: async (data, signature) => {
      await compactVerify(`${data}.${signature}`, await importJWK(signer.publicJwk, 'EdDSA'));
      return true;
    },
  });

describe('a record wrapped with the proof sd-jwt', () => {
  test('verifies whole, and gives the record back exactly', async () => {
    const harness = await createHarness();
    const sdJwt = await wrapSd(harness);
    expect(decodeProtectedHeader(sdJwt.split('~')[0] ?? '')).toEqual({
      alg: 'EdDSA',
      typ: 'vc+sd-jwt',
      cty: 'vc',
      kid: harness.signer.id,
    });
    const report = await reportOf(harness, sdJwt);
    expect(report).toMatchObject({ verdict: 'accepted', kind: 'vc-sd-jwt' });
    expect(report.findings.map(({ code }) => code)).not.toContain('selection-disclosed');
    const { records } = await unwrapRecords(harness, sdJwt);
    expect(JSON.stringify(records[0]?.clr)).toBe(JSON.stringify(sample));
    expect(records[0]).not.toHaveProperty('selected');
  });

  test('verifies with jose, and with digests computed by hand', async () => {
    const harness = await createHarness();
    const shown = await shownBy(harness, await wrapSd(harness), at(0, 2));
    const [jws = ''] = partsOf(shown);
    await compactVerify(jws, await importJWK(harness.signer.publicJwk, 'EdDSA'));
    const { payload, used } = openByHand(shown);
    expect(used).toBe(partsOf(shown).length - 2);
    const { clr } = payload['credentialSubject'] as { clr: JsonObject };
    expect(JSON.stringify(clr['assertions'])).toBe(JSON.stringify(shownOf(0, 2)));
  });

  test('is read by the published library, which discloses the same', async () => {
    const harness = await createHarness();
    const shown = await shownBy(harness, await wrapSd(harness), at(1));
    const { payload } = await libraryOf(harness.signer).verify(shown, { currentDate: NOW.getTime() / 1000 });
    expect(payload).toMatchObject({ credentialSubject: { clr: { assertions: shownOf(1) } } });
  });

  test.each(['Ed25519', 'P-256', 'P-384', 'RSA'] as const)('is signed by a key of type %s', async (type) => {
    const signer = await createSigner(type);
    const harness = await createHarness({ signer });
    const shown = await shownBy(harness, await wrapSd(harness), at(0));
    const { alg = '' } = decodeProtectedHeader(partsOf(shown)[0] ?? '');
    await compactVerify(partsOf(shown)[0] ?? '', await importJWK(signer.publicJwk, alg));
    expect(await reportOf(harness, shown)).toMatchObject({ verdict: 'accepted' });
  });

  test('keeps its place in a status list in every selection', async () => {
    const harness = await createHarness();
    const allocateStatus = async () => ({ list: { url: 'https://bridge.example/status-lists/1' }, index: 7 });
    const deps = { ...harness, allocateStatus } as unknown as Harness;
    for (const profile of ['verbatim', 'clr2'] as const) {
      const shown = await shownBy(harness, await wrapSd(deps, { profile, status: true }), ['/issuer']);
      expect(openByHand(shown).payload['credentialStatus']).toMatchObject({ statusListIndex: '7' });
    }
  });

  test('has no digest of the whole by which a guess about what is hidden could be confirmed', async () => {
    const source = { digest: `u${'A'.repeat(46)}` };
    const harness = await createHarness();
    const shown = await shownBy(harness, await wrapSd(harness, { source }), at(0));
    expect(bytesOf(shown)).not.toContain(source.digest);
    expect(bytesOf(shown)).not.toContain('jsonDigest');
  });

  test('is refused where a member has a name that means a digest', async () => {
    const harness = await createHarness();
    const record = copy(sample);
    (record['learner'] as JsonObject)['extensions'] = { _sd: ['x'] };
    await expect(wrapSd(harness, { records: [record], validation: 'lenient' })).rejects.toMatchObject({
      code: 'proof-unfit',
      pointer: '/credentialSubject/clr/learner/extensions/_sd',
    });
  });

  test('is refused under VC 1.1', async () => {
    await expect(wrapSd(await createHarness(), { vcVersion: '1.1' })).rejects.toMatchObject({
      code: 'proof-unfit',
    });
  });
});

describe('one made by the published library', () => {
  test('is read, with members and items and parts inside parts', async () => {
    const harness = await createHarness();
    const payload = {
      '@context': [V2],
      type: ['VerifiableCredential'],
      issuer: harness.signer.controller,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:l', degree: { name: 'BA', grades: ['A', 'B'] }, age: 30 },
    };
    const library = libraryOf(harness.signer);
    const header = { typ: 'vc+sd-jwt', kid: harness.signer.id };
    const sdJwt = await library.issue(
      payload,
      { credentialSubject: { _sd: ['degree', 'age'], degree: { _sd: ['name'], grades: { _sd: [0, 1] } } } },
      { header },
    );
    const whole = await reportOf(harness, sdJwt);
    expect(whole).toMatchObject({ verdict: 'accepted', kind: 'vc-sd-jwt' });
    const pointer = '/credentialSubject/degree/grades/1';
    const { verifiableCredential, kept, omitted } = await disclose(harness, sdJwt, [pointer]);
    expect(kept).toEqual(expect.arrayContaining(['/credentialSubject/degree', pointer]));
    expect(omitted).toBe(3);
    expect(openByHand(verifiableCredential as string).payload['credentialSubject']).toEqual({
      id: 'did:example:l',
      degree: { grades: ['B'] },
    });
    expect(await reportOf(harness, verifiableCredential)).toMatchObject({ verdict: 'accepted' });
  });
});

describe('a learner who shows a part', () => {
  test.each(['verbatim', 'clr2'] as const)(
    'under %s: the rest is in no byte, and it says so',
    async (profile) => {
      const harness = await createHarness();
      const whole = await wrapSd(harness, { profile });
      const [first, ...others] = assertions;
      const { verifiableCredential: shown, omitted } = await disclose(harness, whole, [
        achievementIdOf(first as JsonObject),
      ]);
      expect(omitted).toBeGreaterThanOrEqual(others.length);
      const text = bytesOf(shown as string);
      for (const other of others) {
        const { id, name } = other['achievement'] as JsonObject;
        expect(text).not.toContain(id);
        expect(text).not.toContain(`"${String(name)}"`);
      }
      const report = await reportOf(harness, shown);
      expect(report.verdict).toBe('accepted');
      expect(report.findings).toContainEqual(
        expect.objectContaining({ code: 'selection-disclosed', severity: 'warning' }),
      );
      const { records } = await unwrapRecords(harness, shown, { to: profile === 'clr2' ? '2.0' : 'native' });
      expect(records[0]).toMatchObject({ selected: true, clr: { partial: true } });
      const inVersion1 = await unwrapRecords(harness, shown, { to: '1.0' });
      expect(inVersion1.records[0]).toMatchObject({ selected: true, clr: { partial: true } });
      expect(assertionsOf(inVersion1.records[0]?.clr)).toHaveLength(1);
    },
  );

  test('cannot hide who the learner is, who issued, how long it is valid, and what it is', async () => {
    const harness = await createHarness();
    for (const profile of ['verbatim', 'clr2'] as const) {
      const validUntil = '2030-01-01T00:00:00Z';
      const bare = await shownBy(harness, await wrapSd(harness, { profile, validUntil }), ['/issuer']);
      const { payload } = openByHand(bare);
      const whole = openByHand(await wrapSd(harness, { profile, validUntil })).payload;
      for (const member of ['@context', 'type', 'issuer', 'validFrom', 'validUntil', 'name', 'partial'])
        expect(payload[member]).toEqual(whole[member]);
      const subject = payload['credentialSubject'] as JsonObject;
      if (profile === 'verbatim')
        expect(subject['clr']).toMatchObject({ learner: sample['learner'] as JsonObject });
      else expect(subject['identifier']).toEqual((whole['credentialSubject'] as JsonObject)['identifier']);
    }
  });

  test('keeps each badge with its own proof, byte for byte', async () => {
    const harness = await createHarness();
    const whole = await wrapSd(harness, { profile: 'clr2' });
    const badges = (sdJwt: string) =>
      (openByHand(sdJwt).payload['credentialSubject'] as { verifiableCredential: JsonObject[] })
        .verifiableCredential;
    const all = badges(whole);
    const shown = await shownBy(harness, whole, ['/credentialSubject/verifiableCredential/1']);
    expect(JSON.stringify(badges(shown))).toBe(JSON.stringify([all[1]]));
    const report = await reportOf(harness, shown);
    expect(report.nodes.find(({ kind }) => kind === 'badge')).toMatchObject({ state: 'verified' });
    expect(await reportOf(harness, all[1] as JsonObject)).toMatchObject({ verdict: 'accepted' });
  });

  test('can show less of what is shown, and nothing that is not', async () => {
    const harness = await createHarness();
    const three = await shownBy(harness, await wrapSd(harness), at(0, 1, 2));
    const one = await shownBy(harness, three, at(1));
    expect(await shownBy(harness, one, at(0))).toBe(one);
    await expect(disclose(harness, one, at(1))).rejects.toMatchObject({
      code: 'selection-unknown',
      pointer: '/keep/0',
    });
    await expect(disclose(harness, one, ['urn:nobody', '/none'])).rejects.toMatchObject({
      code: 'selection-unknown',
      errors: [{ pointer: '/keep/0' }, { pointer: '/keep/1' }],
    });
  });

  test('is told where a proof does not allow it', async () => {
    const harness = await createHarness();
    const { verifiableCredential } = await wrapRecord(harness, { records: [sample] });
    await expect(disclose(harness, verifiableCredential as JsonObject, at(0))).rejects.toMatchObject({
      code: 'proof-unfit',
    });
  });

  test('can have it enveloped, and gets it enveloped', async () => {
    const harness = await createHarness();
    const id = `data:application/vc+sd-jwt,${await wrapSd(harness)}`;
    const enveloped = { '@context': V2, id, type: 'EnvelopedVerifiableCredential' };
    const { verifiableCredential } = await disclose(harness, enveloped, at(0));
    expect(verifiableCredential).toMatchObject({ type: 'EnvelopedVerifiableCredential' });
    expect(await reportOf(harness, verifiableCredential)).toMatchObject({
      verdict: 'accepted',
      kind: 'enveloped-vc',
    });
  });
});

describe('somebody who puts it together anew', () => {
  const refused = async (harness: Harness, sdJwt: string) => {
    const report = await reportOf(harness, sdJwt);
    expect(report.verdict).toBe('rejected');
    expect(report.findings.map(({ code }) => code)).toContain('disclosure-invalid');
    await expect(disclose(harness, sdJwt, ['/issuer'])).rejects.toMatchObject({
      code: 'credential-rejected',
    });
  };

  test('cannot add, alter, repeat or move a part', async () => {
    const harness = await createHarness();
    const [one, two] = [await wrapSd(harness), await wrapSd(harness)];
    const [jws = '', first = '', second = ''] = partsOf(await shownBy(harness, one, at(0, 1)));
    const foreign = partsOf(await shownBy(harness, two, at(2)))[1] ?? '';
    const [salt, value] = JSON.parse(decode(first)) as [string, JsonObject];
    const write = (disclosure: Json) => Buffer.from(JSON.stringify(disclosure)).toString('base64url');
    for (const rest of [
      // added: of another issuance of the same record, or made up
      [first, foreign],
      [first, write(['AAAAAAAAAAAAAAAAAAAAAA', { id: 'urn:mine' }])],
      // altered: another value, another salt, another spelling of the same
      [write([salt, { ...value, id: 'urn:mine' }])],
      [write([`${salt}A`, value])],
      [Buffer.from(JSON.stringify([salt, value], null, 1)).toString('base64url')],
      [write([salt, 'partial', value])],
      [first, second, first],
      [first, ''],
      [write({ salt })],
    ])
      await refused(harness, [jws, ...rest, ''].join('~'));
  });

  test('cannot have one part stand in two places, over another member, or under a name that means something', async () => {
    const harness = await createHarness();
    const write = (disclosure: Json) => Buffer.from(JSON.stringify(disclosure)).toString('base64url');
    const digest = (disclosure: string) => createHash('sha256').update(disclosure).digest('base64url');
    const [item, member, over, odd] = [
      write(['s1', { id: 'urn:1' }]),
      write(['s2', 'note', 1]),
      write(['s3', 'id', 'did:example:other']),
      write(['s4', '_sd', []]),
    ];
    const base = {
      '@context': [V2],
      type: ['VerifiableCredential'],
      issuer: harness.signer.controller,
      validFrom: '2026-01-01T00:00:00Z',
    };
    const sign = async (subject: JsonObject, ...sent: string[]) => {
      const payload = { ...base, credentialSubject: { id: 'did:example:l', ...subject } };
      const header = { typ: 'vc+sd-jwt', kid: harness.signer.id };
      const jws = await harness.signer.signJws(header, Buffer.from(JSON.stringify(payload)));
      return [jws, ...sent, ''].join('~');
    };
    const inList = { '...': digest(item) };
    expect(
      await reportOf(harness, await sign({ list: [inList], _sd: [digest(member)] }, item, member)),
    ).toMatchObject({
      verdict: 'accepted',
    });
    for (const [subject, sent] of [
      [{ list: [inList, inList] }, item],
      [{ _sd: [digest(item)] }, item],
      [{ list: [{ '...': digest(member) }] }, member],
      [{ _sd: [digest(over)] }, over],
      [{ _sd: [digest(odd)] }, odd],
      [{ _sd: digest(member) }, member],
      [{ _sd: [1] }, member],
      [{ '...': digest(item) }, item],
    ] as [JsonObject, string][])
      await refused(harness, await sign(subject, sent));
  });

  test('cannot recombine two selections that a holder bound to himself, nor take the binding off', async () => {
    const learner = await createSigner();
    const issuing = await createHarness();
    const holding = { ...issuing, signerFor: async () => learner };
    const asked = { challenge: 'c-1', domain: 'https://college.example' };
    const bind = { holder: learner.controller, ...asked };
    const whole = await wrapSd(issuing, { subject: learner.controller });
    const one = await shownBy(holding, whole, at(0), bind);
    const two = await shownBy(holding, whole, at(1), bind);
    expect(await reportOf(issuing, one, asked)).toMatchObject({ verdict: 'accepted' });
    expect(await codesOf(issuing, one, asked)).toEqual(
      expect.arrayContaining(['key-binding-valid', 'challenge-valid']),
    );

    const [jws = '', first = '', binding = ''] = partsOf(one);
    const other = partsOf(two)[1] ?? '';
    for (const rest of [
      [first, other, binding],
      [other, binding],
      [binding],
      [first, `${binding.slice(0, -4)}AAAA`],
      [first, 'x'],
    ]) {
      const report = await reportOf(issuing, [jws, ...rest].join('~'), asked);
      expect(report.verdict).toBe('rejected');
      expect(report.findings.map(({ code }) => code)).toContain('key-binding-invalid');
    }
    for (const question of [asked, {}]) {
      const bare = await reportOf(issuing, [jws, first, other, ''].join('~'), question);
      expect(bare.verdict).toBe('inconclusive');
      expect(bare.findings.map(({ code }) => code)).toContain('key-binding-missing');
    }
    // nobody has made a selection yet: nothing is put together
    expect(await reportOf(issuing, whole)).toMatchObject({ verdict: 'accepted' });
  });
});

describe('inside something else', () => {
  async function selectionOf(learner: Signer) {
    const harness = await createHarness();
    const shown = await shownBy(harness, await wrapSd(harness, { subject: learner.controller }), at(0));
    return { harness, shown };
  }

  test('a selection needs its holder there too; one who signs a presentation of it is he', async () => {
    const [learner, other] = [await createSigner(), await createSigner()];
    const { harness, shown } = await selectionOf(learner);
    const present = async (by: Signer) => {
      const vp = {
        '@context': [V2],
        type: ['VerifiablePresentation'],
        holder: by.controller,
        verifiableCredential: [shown],
      };
      return by.signJws({ typ: 'vp+jwt', kid: by.id }, Buffer.from(JSON.stringify(vp)));
    };
    expect(await reportOf(harness, await present(learner))).toMatchObject({ verdict: 'accepted' });
    expect(await codesOf(harness, await present(other))).toContain('key-binding-missing');
    const inside = await signSdJwt(
      {
        '@context': [V2],
        type: ['VerifiableCredential'],
        issuer: harness.signer.controller,
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: learner.controller, verifiableCredential: [shown] },
      },
      harness.signer,
      { disclosable: [] },
    );
    expect(await codesOf(harness, inside)).toContain('key-binding-missing');
  });

  test('converted without being verified, it still says that it is a selection', async () => {
    const harness = await createHarness();
    const whole = await wrapSd(harness, { profile: 'clr2' });
    const shown = await shownBy(harness, whole, ['/credentialSubject/verifiableCredential/0']);
    const deps = { defaultIssuer: async () => '', ownIssuers: async () => [] };
    for (const to of ['1.0', '2.0'] as const) {
      expect((await convertRecord(deps, { record: shown, to })).clr).toMatchObject({ partial: true });
    }
  });
});

describe('a holder', () => {
  const asked = { challenge: 'c-1', domain: 'https://college.example' };

  async function bound(options: { claims?: JsonObject; header?: JsonObject; by?: Signer } = {}) {
    const learner = await createSigner('P-256');
    const harness = await createHarness();
    const whole = await wrapSd(harness, { subject: learner.controller });
    const shown = await shownBy(harness, whole, at(0));
    const claims = {
      iat: NOW.getTime() / 1000,
      aud: asked.domain,
      nonce: asked.challenge,
      sd_hash: createHash('sha256').update(shown).digest('base64url'),
      ...options.claims,
    };
    const signer = options.by ?? learner;
    const header = { typ: 'kb+jwt', ...options.header };
    const binding = await signer.signJws(header, Buffer.from(JSON.stringify(claims)));
    return { harness, sdJwt: shown + binding };
  }

  test('answers a challenge of ours once', async () => {
    const { harness, sdJwt } = await bound();
    harness.challenges.set('c-1', 'consumed');
    expect(await codesOf(harness, sdJwt, asked)).toContain('challenge-valid');
    expect(await codesOf(harness, sdJwt, asked)).toContain('challenge-spent');
  });

  test.each([
    ['another nonce', { claims: { nonce: 'c-2' } }, 'challenge-mismatch'],
    ['another audience', { claims: { aud: 'https://other.example' } }, 'challenge-mismatch'],
    ['another selection', { claims: { sd_hash: 'x' } }, 'key-binding-invalid'],
    ['no audience', { claims: { aud: 1 } }, 'key-binding-invalid'],
    ['made tomorrow', { claims: { iat: NOW.getTime() / 1000 + 86_400 } }, 'key-binding-invalid'],
    ['one that has ended', { claims: { exp: NOW.getTime() / 1000 - 86_400 } }, 'key-binding-invalid'],
    ['one that ends at no time', { claims: { exp: 'never' } }, 'key-binding-invalid'],
    ['one for tomorrow', { claims: { nbf: NOW.getTime() / 1000 + 86_400 } }, 'key-binding-invalid'],
    ['another kind of JWT', { header: { typ: 'JWT' } }, 'key-binding-invalid'],
  ] as const)('is refused with %s', async (_name, options, code) => {
    const { harness, sdJwt } = await bound(options);
    const report = await reportOf(harness, sdJwt, asked);
    expect(report.verdict).toBe('rejected');
    expect(report.findings.map((found) => found.code)).toContain(code);
  });

  test('cannot be somebody else, and needs a question to answer', async () => {
    const { harness, sdJwt } = await bound({ by: await createSigner('P-256') });
    expect(await codesOf(harness, sdJwt, asked)).toContain('key-binding-invalid');
    const whole = await wrapSd(harness, { subject: (await createSigner()).controller });
    const holder = harness.signer.controller;
    await expect(disclose(harness, whole, at(0), { holder, ...asked })).rejects.toMatchObject({
      code: 'proof-unfit',
    });
    await expect(disclose(harness, whole, at(0), { holder })).rejects.toMatchObject({
      code: 'request-invalid',
    });
    await expect(disclose(harness, whole, at(0), asked)).rejects.toMatchObject({ code: 'request-invalid' });
    expect((await disclose(harness, whole, at(0))).binding).toBe('missing');
  });

  test('signs through the library as well', async () => {
    const [issuer, learner] = [await createSigner(), await createSigner()];
    const { verifiableCredential } = await wrap(sample, {
      signer: issuer,
      proof: 'sd-jwt',
      subject: learner.controller,
    });
    const shown = await discloseByLibrary(verifiableCredential as string, at(0), {
      signer: learner,
      ...asked,
    });
    expect(shown).toMatchObject({ binding: 'bound', kept: at(0) });
    expect(await verify(shown.verifiableCredential, asked)).toMatchObject({ verdict: 'accepted' });
  });

  test('is nobody where the issuer named none', async () => {
    const harness = await createHarness();
    const shown = await shownBy(harness, await wrapSd(harness), at(0));
    const binding = await harness.signer.signJws({ typ: 'kb+jwt' }, Buffer.from('{}'));
    expect(await codesOf(harness, shown + binding)).toContain('key-binding-invalid');
    expect(await codesOf(harness, shown, asked)).toContain('key-binding-missing');
  });

  test('may be named by the id of a key', async () => {
    const learner = await createSigner();
    const harness = await createHarness();
    const credential = {
      '@context': [V2],
      type: ['VerifiableCredential'],
      issuer: harness.signer.controller,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: learner.controller },
    };
    const payload = Buffer.from(JSON.stringify({ ...credential, cnf: { kid: learner.id } }));
    const header = { typ: 'vc+sd-jwt', kid: harness.signer.id };
    const named = `${await harness.signer.signJws(header, payload)}~`;
    const sd_hash = createHash('sha256').update(named).digest('base64url');
    const claims = { iat: NOW.getTime() / 1000, aud: asked.domain, nonce: asked.challenge, sd_hash };
    const binding = await learner.signJws({ typ: 'kb+jwt' }, Buffer.from(JSON.stringify(claims)));
    expect(await codesOf(harness, named + binding, asked)).toContain('key-binding-valid');
  });
});

describe.skipIf(!hasReference)('the pilot transcript', () => {
  test.each(['verbatim', 'clr2'] as const)(
    'under %s: 3 of 66 are shown, 63 are in no byte',
    async (profile) => {
      const harness = await createHarness();
      const pilot = JSON.parse(readReference(PILOT)) as JsonObject;
      const all = pilot['assertions'] as JsonObject[];
      const whole = await wrapSd(harness, { records: [pilot], profile, validation: 'lenient' });
      const chosen = [all[3], all[20], all[40]] as JsonObject[];
      const keep =
        profile === 'verbatim'
          ? at(3, 20, 40)
          : [3, 20, 40].map((n) => `/credentialSubject/verifiableCredential/${n}`);
      const shown = await shownBy(harness, whole, keep);
      expect(await reportOf(harness, shown)).toMatchObject({ verdict: 'accepted' });
      const { records } = await unwrapRecords(harness, shown, { to: '1.0' });
      expect(assertionsOf(records[0]?.clr)).toHaveLength(3);
      const text = bytesOf(shown);
      const hidden = all.filter((one) => !chosen.includes(one));
      expect(hidden).toHaveLength(63);
      const leaked = hidden.filter(
        (one) => text.includes(String(one['id'])) || text.includes(achievementIdOf(one)),
      );
      expect(leaked.map(({ id }) => id)).toEqual([]);
    },
  );
});
