import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createReport } from '../../src/kernel/report.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { type NativeOptions, verifyNative } from '../../src/workflows/verify-native.ts';
import {
  aClr,
  aCollege,
  aKey,
  anAssertion,
  anEndorsement,
  aSchool,
  COLLEGE,
  DIDS,
  fakeDids,
  fakeFetch,
  KEYS,
  type Methods,
  makeJws,
  type Network,
  NOW,
  SCHOOL_KEY,
  SIGNED,
  signAsCollege,
  signAsSchool,
} from '../fixtures/native.ts';

type World = { network?: Network; dids?: Methods };

async function verify(record: Json, options: NativeOptions & World = {}) {
  const { network = {}, dids = DIDS, ...native } = options;
  const fetch = fakeFetch(network);
  const parsed = parseRecord(record);
  const { findings, nodes } = await verifyNative(
    { fetch, resolveDid: fakeDids(dids), now: () => NOW },
    parsed,
    native,
  );
  return {
    ...createReport(parsed.kind, findings, nodes),
    calls: fetch.calls,
    state: (pointer: string) => nodes.find((node) => node.pointer === pointer)?.state,
    reasons: (pointer: string) => nodes.find((node) => node.pointer === pointer)?.reasons,
    at: (pointer: string) =>
      findings.filter((one) => one.pointer === pointer && one.severity !== 'info').map(({ code }) => code),
    codes: findings.map(({ code }) => code),
    errors: findings
      .filter(({ severity, result }) => severity === 'error' && result !== 'pass')
      .map(({ code }) => code),
  };
}

/** A school that no DID and no address answers for. */
const unknownSchool = (extra: JsonObject = {}) => ({
  id: 'urn:uuid:school',
  type: 'Profile',
  name: 'Unknown School',
  publicKey: aKey('https://localhost/api/keys/1', 'urn:uuid:school', KEYS.ed25519),
  ...extra,
});

/** The last character but one of the payload, changed. */
function tamper(jws: string): string {
  const [header, payload = '', signature] = jws.split('.');
  const text = Buffer.from(payload, 'base64url')
    .toString()
    .replace('Course', 'Bourse')
    .replace('Transcript', 'Manuscript');
  return [header, Buffer.from(text).toString('base64url'), signature].join('.');
}

describe('a record standing alone', () => {
  it('is verified by a signature whose key its publisher answers for; its plain parts are covered', async () => {
    const report = await verify(
      signAsSchool(
        aClr({ verification: SIGNED, assertions: [anAssertion(1, aSchool()), anAssertion(2, aCollege())] }),
      ),
    );
    expect(report).toMatchObject({ verdict: 'accepted', errors: [] });
    expect(report.nodes).toMatchObject([
      {
        pointer: '',
        kind: 'clr',
        id: 'urn:uuid:clr',
        name: 'Transcript',
        state: 'verified',
        reasons: ['proof-valid'],
      },
      {
        pointer: '#/assertions/0',
        kind: 'assertion',
        name: 'Course 1',
        state: 'covered',
        reasons: ['covered'],
      },
      { pointer: '#/assertions/1', kind: 'assertion', name: 'Course 2', state: 'covered' },
    ]);
    expect(report.findings.filter(({ code }) => code === 'covered')).toMatchObject([
      { pointer: '', message: expect.stringContaining('2 parts') },
    ]);
  });

  it('is integrity-only, and inconclusive, where nobody answers for the key', async () => {
    const report = await verify(
      signAsSchool(
        aClr({
          publisher: unknownSchool(),
          verification: SIGNED,
          assertions: [anAssertion(1, unknownSchool())],
        }),
      ),
    );
    expect(report).toMatchObject({ verdict: 'inconclusive', errors: ['key-unanchored'] });
    expect([report.state(''), report.state('#/assertions/0')]).toEqual(['integrity-only', 'integrity-only']);
    expect(report.reasons('#/assertions/0')).toEqual(['key-unanchored']);
  });

  it('is unverified where it names no method', async () => {
    const report = await verify(aClr({ assertions: [anAssertion(1, aSchool()), anAssertion(2, aSchool())] }));
    expect(report).toMatchObject({ verdict: 'inconclusive', errors: ['verification-none'] });
    expect(report.nodes.map(({ state }) => state)).toEqual(['unverified', 'unverified', 'unverified']);
  });

  it('fails where it says Signed but is not', async () => {
    const report = await verify(aClr({ verification: SIGNED, assertions: [anAssertion(1, aSchool())] }));
    expect(report).toMatchObject({ verdict: 'rejected' });
    expect(report.at('')).toContain('signature-missing');
    expect(report.state('')).toBe('failed');
  });

  it('is read as a lone assertion, plain endorsement or set too', async () => {
    expect(await verify(signAsCollege(anAssertion(1, aCollege())))).toMatchObject({ verdict: 'accepted' });
    expect(await verify(signAsSchool(anEndorsement('urn:x', aSchool())))).toMatchObject({
      verdict: 'accepted',
    });
    expect(await verify(anEndorsement('urn:x', aSchool()))).toMatchObject({
      verdict: 'rejected',
      errors: ['signature-missing'],
    });
    const set = await verify({ type: 'ClrSet', signedClrs: [signAsSchool(aClr({ verification: SIGNED }))] });
    expect(set).toMatchObject({
      verdict: 'accepted',
      nodes: [
        { kind: 'clr-set', state: 'verified' },
        { pointer: '/signedClrs/0', state: 'verified' },
      ],
    });
    const mixed = await verify({
      type: 'ClrSet',
      signedClrs: [signAsSchool(aClr())],
      clrs: [aClr({ id: 'urn:uuid:other' })],
    });
    expect(mixed).toMatchObject({
      verdict: 'inconclusive',
      nodes: [{ kind: 'clr-set', state: 'unverified' }, {}, {}],
    });
    expect(await verify({ type: 'ClrSet', clrs: [] })).toMatchObject({ verdict: 'inconclusive' });
    const signedSet = await verify(signAsSchool({ type: 'ClrSet', signedClrs: [signAsSchool(aClr())] }));
    expect(signedSet).toMatchObject({ verdict: 'inconclusive', errors: ['key-missing'] });
  });

  it('says of a credential that it is not its business', async () => {
    const vc = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: 'did:x:1',
      credentialSubject: {},
    };
    expect((await verify(vc)).codes).toEqual(['record-unsupported']);
  });
});

describe('signatures', () => {
  const clr = aClr({ verification: SIGNED });
  const hs256 = () => {
    const [, payload] = signAsSchool(clr).split('.');
    return `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.AAAA`;
  };
  it.each<[string, Json, string]>([
    ['tampered', tamper(signAsSchool(clr)), 'proof-invalid'],
    ['by another key', makeJws(clr, KEYS.otherEd25519.privateKey, { alg: 'EdDSA' }), 'proof-invalid'],
    ['HMAC', hs256(), 'algorithm-refused'],
    [
      'another owner',
      signAsSchool(aClr({ publisher: aSchool({ publicKey: aKey(SCHOOL_KEY, COLLEGE, KEYS.ed25519) }) })),
      'owner-mismatch',
    ],
    [
      'another creator',
      signAsSchool(aClr({ verification: { type: 'Signed', creator: 'https://evil.example/k' } })),
      'creator-mismatch',
    ],
    [
      'the key of a stranger under the school’s name',
      makeJws(
        aClr({
          publisher: aSchool({ publicKey: aKey(SCHOOL_KEY, aSchool()['id'] as string, KEYS.otherEd25519) }),
        }),
        KEYS.otherEd25519.privateKey,
        { alg: 'EdDSA' },
      ),
      'key-changed',
    ],
    ['Hosted in a signed place', signAsSchool(aClr({ verification: { type: 'Hosted' } })), 'place-mismatch'],
    [
      'a weak key',
      makeJws(
        aClr({ publisher: unknownSchool({ publicKey: aKey('urn:k', 'urn:uuid:school', KEYS.weakRsa) }) }),
        KEYS.weakRsa.privateKey,
        { alg: 'RS256' },
      ),
      'key-weak',
    ],
  ])('%s: rejected', async (_, record, code) => {
    const report = await verify(record);
    expect(report).toMatchObject({ verdict: 'rejected', errors: [code] });
    expect(report.state('')).toBe('failed');
  });

  it.each<[string, Methods, string]>([
    ['not listed', { [SCHOOL_KEY]: { jwk: KEYS.ed25519.jwk, listed: false } }, 'key-not-listed'],
    ['revoked', { [SCHOOL_KEY]: { jwk: KEYS.ed25519.jwk, revoked: '2025-01-01T00:00:00Z' } }, 'key-revoked'],
    ['changed', { [SCHOOL_KEY]: { jwk: KEYS.otherEd25519.jwk } }, 'key-changed'],
  ])('the key is %s: rejected', async (_, dids, code) => {
    expect(await verify(signAsSchool(clr), { dids })).toMatchObject({ verdict: 'rejected', errors: [code] });
  });

  it('asks nobody on behalf of a payload that was changed, but for the key', async () => {
    const publisher = aSchool({ revocationList: 'https://school.example/revocations' });
    const report = await verify(tamper(signAsSchool(aClr({ publisher, verification: SIGNED }))));
    expect(report.calls).toEqual([]);
  });

  it('leaves plain parts under a broken signature unverified, and judges signed ones by their own', async () => {
    const broken = tamper(
      signAsSchool(
        aClr({
          assertions: [anAssertion(1, aSchool())],
          signedAssertions: [signAsCollege(anAssertion(2, aCollege()))],
        }),
      ),
    );
    const report = await verify(broken);
    expect(report.verdict).toBe('rejected');
    expect([report.state(''), report.state('#/assertions/0'), report.state('#/signedAssertions/0')]).toEqual([
      'failed',
      'unverified',
      'verified',
    ]);
  });
});

describe('signed parts', () => {
  it('are verified on their own keys inside a record that names no method', async () => {
    const report = await verify(
      aClr({
        signedAssertions: [
          signAsCollege(anAssertion(1, aCollege())),
          signAsSchool(anAssertion(2, aSchool())),
        ],
      }),
    );
    expect(report.nodes.map(({ state }) => state)).toEqual(['unverified', 'verified', 'verified']);
    expect(report.verdict).toBe('inconclusive');
  });

  it('reject the whole when one was changed, and it is named', async () => {
    const signedAssertions = [1, 2, 3].map((n) => signAsCollege(anAssertion(n, aCollege())));
    signedAssertions[1] = tamper(signedAssertions[1] ?? '');
    for (const record of [aClr({ signedAssertions }), signAsSchool(aClr({ signedAssertions }))]) {
      const inside = typeof record === 'string' ? '#' : '';
      const report = await verify(record);
      expect(report.verdict).toBe('rejected');
      const failing = report.findings.filter(
        ({ result, severity }) => result === 'fail' && severity === 'error',
      );
      expect(failing).toMatchObject([{ code: 'proof-invalid', pointer: `${inside}/signedAssertions/1` }]);
      expect(report.state(`${inside}/signedAssertions/1`)).toBe('failed');
      expect(report.state(`${inside}/signedAssertions/2`)).toBe('verified');
    }
  });

  it('that are no JWS are named once', async () => {
    const report = await verify(aClr({ signedAssertions: ['not.a.jws'] }), { enclosure: 'covered' });
    expect(report.errors).toEqual(['jws-malformed']);
    expect(report.state('/signedAssertions/0')).toBe('failed');
  });

  it('must say Signed, if anything', async () => {
    const hosted = signAsCollege(anAssertion(1, aCollege(), { verification: { type: 'Hosted' } }));
    expect(await verify(signAsSchool(aClr({ signedAssertions: [hosted] })))).toMatchObject({
      verdict: 'rejected',
      errors: ['place-mismatch'],
    });
  });

  it('are preferred to a plain copy with the same id', async () => {
    const assertion = anAssertion(1, aCollege());
    const report = await verify(
      signAsSchool(
        aClr({
          assertions: [{ ...assertion, narrative: 'other' }],
          signedAssertions: [signAsCollege(assertion)],
        }),
      ),
    );
    expect(report.verdict).toBe('accepted');
    expect(report.at('#/assertions/0')).toEqual(['signed-preferred']);
    expect(report.state('#/signedAssertions/0')).toBe('verified');
  });

  it('of another issuer cannot be signed by the publisher', async () => {
    const forged = makeJws(anAssertion(1, aSchool()), KEYS.otherEd25519.privateKey, {
      alg: 'EdDSA',
      kid: SCHOOL_KEY,
    });
    expect(await verify(signAsSchool(aClr({ signedAssertions: [forged] })))).toMatchObject({
      verdict: 'rejected',
      errors: ['proof-invalid'],
    });
    const ofAnotherType = signAsSchool(anAssertion(1, aCollege()));
    expect(await verify(signAsSchool(aClr({ signedAssertions: [ofAnotherType] })))).toMatchObject({
      errors: ['algorithm-refused'],
    });
  });

  it('of another kind in their place have nobody to answer for them', async () => {
    const report = await verify(
      signAsSchool(aClr({ signedAssertions: [signAsCollege(anEndorsement('urn:x', aCollege()))] })),
    );
    expect(report).toMatchObject({ verdict: 'inconclusive', errors: ['key-missing'] });
  });
});

describe('what encloses a part', () => {
  const plain = aClr({ assertions: [anAssertion(1, aCollege())] });
  const signedSays = aClr({
    verification: SIGNED,
    assertions: [anAssertion(1, aCollege(), { verification: SIGNED })],
  });
  const unanchored = aClr({ signedAssertions: [signAsSchool(anAssertion(1, unknownSchool()))] });

  it.each<[string, JsonObject, NativeOptions['enclosure'], string, string[], string[]]>([
    ['a plain record', plain, 'covered', 'accepted', ['covered', 'covered'], []],
    ['a plain record', plain, 'integrity-only', 'inconclusive', ['integrity-only', 'integrity-only'], []],
    ['a plain record', plain, 'open', 'inconclusive', ['unverified', 'unverified'], ['verification-none']],
    ['a plain record', plain, 'none', 'inconclusive', ['unverified', 'unverified'], ['verification-none']],
    ['Signed without signature', signedSays, 'covered', 'inconclusive', ['covered', 'covered'], []],
    [
      'Signed without signature',
      signedSays,
      'integrity-only',
      'inconclusive',
      ['integrity-only', 'integrity-only'],
      ['signature-missing-open', 'signature-missing-open'],
    ],
    [
      'Signed without signature',
      signedSays,
      'open',
      'inconclusive',
      ['unverified', 'unverified'],
      ['signature-missing-open', 'signature-missing-open'],
    ],
    [
      'Signed without signature',
      signedSays,
      'none',
      'rejected',
      ['failed', 'failed'],
      ['signature-missing', 'signature-missing'],
    ],
    ['a sound signature of nobody', unanchored, 'covered', 'accepted', ['covered', 'integrity-only'], []],
    [
      'a sound signature of nobody',
      unanchored,
      'integrity-only',
      'inconclusive',
      ['integrity-only', 'integrity-only'],
      ['key-unanchored'],
    ],
    [
      'a sound signature of nobody',
      unanchored,
      'open',
      'inconclusive',
      ['unverified', 'integrity-only'],
      ['verification-none', 'key-unanchored'],
    ],
  ])('%s %#: enclosed %3$s', async (_, record, enclosure, verdict, states, errors) => {
    const report = await verify(record, enclosure === undefined ? {} : { enclosure });
    expect(report.nodes.map(({ state }) => state)).toEqual(states);
    expect(report.errors).toEqual(errors);
    expect(report.verdict).toBe(verdict);
  });

  it('gives every pointer under the place of the record', async () => {
    const report = await verify(plain, { enclosure: 'covered', pointer: '/credentialSubject/clr' });
    expect(report.nodes.map(({ pointer }) => pointer)).toEqual([
      '/credentialSubject/clr',
      '/credentialSubject/clr/assertions/0',
    ]);
    expect(report.findings.every(({ pointer }) => pointer.startsWith('/credentialSubject/clr'))).toBe(true);
  });

  it('a verified envelope around a sound signature of nobody still covers what is inside', async () => {
    const jws = signAsSchool(aClr({ publisher: unknownSchool(), assertions: [anAssertion(1, aCollege())] }));
    const report = await verify(jws, { enclosure: 'covered' });
    expect(report.nodes.map(({ state }) => state)).toEqual(['integrity-only', 'covered']);
    expect(report.at('')).toContain('key-unanchored-covered');
  });

  it('a bad signature fails whatever encloses it', async () => {
    expect(
      (await verify(tamper(signAsSchool(aClr({ verification: SIGNED }))), { enclosure: 'covered' })).errors,
    ).toEqual(['proof-invalid']);
  });
});

describe('revocation', () => {
  const LIST = 'https://school.example/revocations';
  const school = aSchool({ revocationList: LIST });
  const list = (...ids: string[]): JsonObject => ({
    '@context': 'x',
    id: LIST,
    issuer: school['id'] as string,
    revokedAssertions: ids,
  });
  const record = () =>
    aClr({
      publisher: school,
      verification: SIGNED,
      assertions: [anAssertion(1, school), anAssertion(2, aCollege())],
      signedAssertions: [signAsSchool(anAssertion(3, school))],
    });

  it('looks up each object in the list of its own issuer, once', async () => {
    const report = await verify(signAsSchool(record()), { network: { [LIST]: list() } });
    expect(report).toMatchObject({ verdict: 'accepted', calls: [LIST] });
    expect(report.codes).toContain('status-good');
  });

  it.each<[string, string, string]>([
    ['the record', 'urn:uuid:clr', ''],
    ['a plain assertion', 'urn:uuid:assertion-1', '#/assertions/0'],
    ['a signed assertion', 'urn:uuid:assertion-3', '#/signedAssertions/0'],
  ])('listed: %s is revoked', async (_, id, pointer) => {
    const report = await verify(signAsSchool(record()), { network: { [LIST]: list(id) } });
    expect(report.verdict).toBe('rejected');
    expect(report.state(pointer)).toBe('revoked');
    expect(report.at(pointer)).toContain('revoked');
  });

  it('does not reach an assertion of another issuer', async () => {
    const report = await verify(signAsSchool(record()), {
      network: { [LIST]: list('urn:uuid:assertion-2') },
    });
    expect(report.verdict).toBe('accepted');
  });

  it('takes the cover from plain parts when the record is revoked, not from signed ones', async () => {
    const report = await verify(signAsSchool(record()), { network: { [LIST]: list('urn:uuid:clr') } });
    expect(report.nodes.map(({ state }) => state)).toEqual([
      'revoked',
      'unverified',
      'unverified',
      'verified',
    ]);
  });

  it('a list out of reach leaves it unknown', async () => {
    const report = await verify(signAsSchool(record()));
    expect(report).toMatchObject({ verdict: 'inconclusive', calls: [LIST] });
    expect(report.nodes.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(new Set(report.errors)).toEqual(new Set(['status-unchecked']));
  });

  it('a list out of reach is a warning where a verified signature encloses the part', async () => {
    const report = await verify(record(), { enclosure: 'covered' });
    expect(report.verdict).toBe('accepted');
    expect(report.codes).toContain('status-unchecked-covered');
    expect(report.state('/signedAssertions/0')).toBe('covered');
  });

  it('in the object itself: decides for the record, informs for an assertion', async () => {
    const whole = await verify(signAsSchool(aClr({ revoked: true, revocationReason: 'Replaced' })));
    expect(whole).toMatchObject({ verdict: 'rejected', errors: ['revoked'] });
    const part = await verify(signAsSchool(aClr({ assertions: [{ id: 'urn:uuid:1', revoked: true }] })));
    expect(part.verdict).toBe('accepted');
    expect(part.state('#/assertions/0')).toBe('revoked');
    expect(part.at('#/assertions/0')).toEqual(['assertion-withdrawn']);
  });
});

describe('time', () => {
  it.each<[string, string, string, string]>([
    ['just before', '2026-03-01T12:05:00Z', 'accepted', 'verified'],
    ['within the skew', '2026-03-01T11:56:00Z', 'accepted', 'verified'],
    ['past the skew', '2026-03-01T11:54:00Z', 'rejected', 'expired'],
    ['without a zone, as UTC', '2026-03-01T11:54:00', 'rejected', 'expired'],
    ['unreadable', 'next summer', 'inconclusive', 'unknown'],
  ])('expires %s', async (_, expires, verdict, state) => {
    const report = await verify(signAsCollege(anAssertion(1, aCollege(), { expires })));
    expect([report.verdict, report.state('')]).toEqual([verdict, state]);
  });

  it('an expired part stays authentic', async () => {
    const report = await verify(
      signAsSchool(aClr({ assertions: [anAssertion(1, aCollege(), { expires: '2025-01-01T00:00:00Z' })] })),
    );
    expect(report.verdict).toBe('accepted');
    expect(report.state('#/assertions/0')).toBe('expired');
    expect(report.at('#/assertions/0')).toEqual(['assertion-expired']);
  });

  it('says so where nobody can tell whether a part has ended', async () => {
    const part = anAssertion(1, aCollege(), { expires: '' });
    const report = await verify(signAsSchool(aClr({ assertions: [part] })));
    expect(report.verdict).toBe('accepted');
    expect(report.state('#/assertions/0')).toBe('unknown');
    expect(report.at('#/assertions/0')).toContain('assertion-expiry-unreadable');
  });

  it('warns of an award in the future', async () => {
    const report = await verify(signAsSchool(aClr({ issuedOn: '2026-03-02T00:00:00Z' })));
    expect(report.at('')).toContain('issued-in-future');
    expect(report.verdict).toBe('accepted');
  });
});

describe('endorsements', () => {
  it('are covered where plain, verified where signed, at every place', async () => {
    const assertion = anAssertion(
      1,
      aCollege({ signedEndorsements: [signAsSchool(anEndorsement(COLLEGE, aSchool()))] }),
      {
        signedEndorsements: [signAsSchool(anEndorsement('urn:uuid:assertion-1', aSchool()))],
      },
    );
    const report = await verify(
      signAsSchool(
        aClr({
          signedAssertions: [signAsCollege(assertion)],
          signedEndorsements: [signAsCollege(anEndorsement('urn:uuid:assertion-1', aCollege()))],
        }),
      ),
    );
    expect(report).toMatchObject({ verdict: 'accepted', errors: [] });
    expect(report.nodes.filter(({ kind }) => kind === 'endorsement').map(({ state }) => state)).toEqual([
      'verified',
      'verified',
      'verified',
    ]);
  });

  it.each<[string, JsonObject]>([
    [
      'on an assertion',
      {
        assertions: [
          anAssertion(1, aCollege(), {
            signedEndorsements: [signAsSchool(anEndorsement('urn:uuid:assertion-2', aSchool()))],
          }),
        ],
      },
    ],
    ['on the record', { signedEndorsements: [signAsSchool(anEndorsement('urn:uuid:elsewhere', aSchool()))] }],
  ])('of something else, %s, are refused', async (_, extra) => {
    const report = await verify(signAsSchool(aClr(extra)));
    expect(report).toMatchObject({ verdict: 'rejected', errors: ['endorsement-target'] });
  });
});

describe('hosted', () => {
  const ID = 'https://school.example/clrs/1';
  const publisher = { id: 'https://school.example/', type: 'Profile', name: 'Example School' };
  const hosted = aClr({
    id: ID,
    publisher,
    verification: { type: 'Hosted' },
    assertions: [anAssertion(1, aCollege())],
  });

  it('is verified where it stands at its own address, and covers its parts', async () => {
    const report = await verify(hosted, { network: { [ID]: hosted } });
    expect(report.verdict).toBe('accepted');
    expect(report.nodes.map(({ state }) => state)).toEqual(['verified', 'covered']);
  });

  it.each<[string, Network, string, string, string]>([
    ['differs', { [ID]: { ...hosted, name: 'Other' } }, 'rejected', 'failed', 'hosted-differs'],
    ['gone', { [ID]: 410 }, 'rejected', 'revoked', 'revoked'],
    ['out of reach', {}, 'inconclusive', 'unknown', 'hosted-unreachable'],
  ])('%s', async (_, network, verdict, state, code) => {
    const report = await verify(hosted, { network });
    expect([report.verdict, report.state('')]).toEqual([verdict, state]);
    expect(report.errors).toContain(code);
    expect(report.state('/assertions/0')).not.toBe('covered');
  });

  it('out of reach is a warning under a verified signature', async () => {
    const report = await verify(hosted, { enclosure: 'covered' });
    expect(report).toMatchObject({ errors: [] });
    expect(report.state('')).toBe('covered');
    expect(report.at('')).toContain('hosted-unreachable-covered');
  });

  it('out of scope is refused', async () => {
    const report = await verify(
      { ...hosted, id: 'https://evil.example/1' },
      { network: { 'https://evil.example/1': { ...hosted, id: 'https://evil.example/1' } } },
    );
    expect(report).toMatchObject({ verdict: 'rejected', calls: [] });
    expect(report.errors).toContain('hosted-scope');
  });
});

describe('an assertion that stands alone', () => {
  it('whose end cannot be read is not taken as current', async () => {
    const report = await verify(signAsCollege(anAssertion(1, aCollege(), { expires: 'soon' })));
    expect(report.verdict).not.toBe('accepted');
    expect(report.codes).toContain('expiry-unreadable');
  });
});

describe('recipients and the size of a record', () => {
  it('names an assertion that is not the learner’s', async () => {
    const stranger = anAssertion(1, aCollege(), {
      recipient: { type: 'studentId', identity: '1', hashed: false },
    });
    const report = await verify(signAsSchool(aClr({ signedAssertions: [signAsCollege(stranger)] })));
    expect(report.verdict).toBe('rejected');
    expect(report.errors).toContain('recipient-mismatch');
    expect(report.state('#/signedAssertions/0')).toBe('failed');
    expect(report.reasons('#/signedAssertions/0')).toEqual(['proof-valid', 'recipient-mismatch']);
  });

  it('stops at too many parts, and says so', async () => {
    const endorsements = Array.from({ length: 5001 }, () => anEndorsement('urn:uuid:clr', { id: 'urn:x' }));
    const report = await verify(signAsSchool(aClr({ endorsements })));
    expect(report.verdict).toBe('rejected');
    expect(report.errors).toContain('nodes-capped');
    expect(report.nodes).toHaveLength(5000);
  });
});
