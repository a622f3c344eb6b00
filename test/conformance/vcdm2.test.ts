/** Verifiable Credentials Data Model 2.0 over HTTP: what is issued, what is refused, what is verified. */
import { describe, expect, test } from 'vitest';
import { asArray, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { useService } from './service.ts';
import { type Met, type Statement, VCDM2 } from './statements.ts';

const BASE = 'https://www.w3.org/ns/credentials/v2';
const EXAMPLES = 'https://www.w3.org/ns/credentials/examples/v2';
const TERMS = 'https://example.org/#';

const service = useService({ '@context': [BASE] });
const { credential, issue, refused, verify, verifyVp, sign, jwt, verifyBroken, presentation, presented } =
  service;

const envelope = (
  kind: 'Credential' | 'Presentation',
  jws: string,
  members: JsonObject = {},
): JsonObject => ({
  '@context': [BASE],
  id: `data:application/${kind === 'Credential' ? 'vc' : 'vp'}+jwt,${jws}`,
  type: `EnvelopedVerifiable${kind}`,
  ...members,
});

/** The members whose objects must have a type, each as it may be. */
const TYPED = ['credentialStatus', 'credentialSchema', 'refreshService', 'termsOfUse', 'evidence'] as const;
const part = (name: string): JsonObject => ({ id: `did:example:${name}`, type: `${TERMS}${name}` });

const CASES: Record<Met<typeof VCDM2>, () => Promise<void>> = {
  secured: async () => {
    const issued = await issue();
    expect(Object.keys(issued).sort()).toEqual(['@context', 'credentialSubject', 'issuer', 'proof', 'type']);
    expect(issued['proof']).toMatchObject({ type: 'DataIntegrityProof', proofPurpose: 'assertionMethod' });
  },
  verified: async () => {
    expect((await verify(await issue())).verified).toBe(true);
    expect(await verify(credential())).toMatchObject({ verified: false, codes: ['proof-missing'] });
    const vp = await sign(presentation({ verifiableCredential: [] }));
    expect((await verifyVp(vp)).verified).toBe(true);
    const forged = { ...(vp['proof'] as JsonObject), proofValue: 'z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh' };
    expect((await verifyVp({ ...vp, proof: forged })).codes).not.toEqual([]);
  },
  nonconforming: async () => {
    const document = { type: ['NonconformingDocument'] };
    expect((await verify(document)).codes).not.toEqual([]);
    expect((await verifyVp(document)).codes).not.toEqual([]);
  },
  'context-present': async () => {
    expect((await issue())['@context']).toEqual([BASE]);
    expect(await refused({ '@context': undefined })).toBe('/@context');
    expect((await verifyBroken({ '@context': undefined })).verified).toBe(false);
  },
  'context-first': async () => {
    expect(((await issue({ '@context': [BASE, EXAMPLES] }))['@context'] as Json[])[0]).toBe(BASE);
    for (const contexts of [[EXAMPLES], [EXAMPLES, BASE]]) {
      expect(await refused({ '@context': contexts })).toBe('/@context');
      expect((await verifyBroken({ '@context': contexts })).codes).toContain('structure-invalid');
    }
  },
  'context-items': async () => {
    await issue({ '@context': [BASE, EXAMPLES] });
    const own = { ExampleCredential: `${TERMS}ExampleCredential` };
    await issue({ '@context': [BASE, own], type: ['VerifiableCredential', 'ExampleCredential'] });
    for (const item of ['https ://not-a-url/contexts/example/v1', 123192875]) {
      expect(await refused({ '@context': [BASE, item] })).toBe('/@context/1');
      expect((await verifyBroken({ '@context': [BASE, item] })).codes).toContain('context-invalid');
    }
    expect((await refused({ '@context': [BASE, 'https://nobody.example/context'] })).length).toBeGreaterThan(
      0,
    );
  },
  'presentation-context': async () => {
    expect((await presented({ '@context': [BASE, EXAMPLES] })).verified).toBe(true);
    const own = { ExamplePresentation: `${TERMS}ExamplePresentation` };
    expect((await presented({ '@context': [BASE, own] })).verified).toBe(true);
    const vp = await sign(presentation({ verifiableCredential: [await issue()] }));
    for (const contexts of [undefined, [EXAMPLES, BASE], [EXAMPLES], [BASE, 'https ://no'], [BASE, 1]])
      expect((await verifyVp(presentation({ ...vp, '@context': contexts }))).codes).not.toEqual([]);
    expect((await verifyVp({ ...vp, '@context': [BASE, 'https://example.com'] })).verified).toBe(false);
  },
  id: async () => {
    await issue({ id: 'urn:uuid:86294362-4254-4f36-854f-3952fe42555d' });
    await issue({ credentialSubject: { id: 'did:example:other' } });
    for (const id of [null, 'not a url', 'noscheme', ['did:example:1', 'did:example:2']]) {
      expect(await refused({ id })).toBe('/id');
      expect((await verifyBroken({ id })).codes).toContain('structure-invalid');
    }
    expect(await refused({ credentialSubject: { id: ['did:example:1', 'did:example:2'] } })).toBe(
      '/credentialSubject/id',
    );
    expect((await verifyBroken({ credentialSubject: { id: 'me' } })).codes).toContain('structure-invalid');
  },
  'type-present': async () => {
    await issue({ '@context': [BASE, EXAMPLES], type: ['VerifiableCredential', 'ExampleTestCredential'] });
    for (const type of [undefined, [], ['OtherCredential'], ['VerifiableCredential', 2]]) {
      expect(await refused({ '@context': [BASE, EXAMPLES], type })).toBe('/type');
      expect((await verifyBroken({ '@context': [BASE, EXAMPLES], type })).verified).toBe(false);
    }
  },
  'type-mapped': async () => {
    await issue({ type: ['VerifiableCredential', `${TERMS}ExampleCredential`] });
    const type = ['VerifiableCredential', 'ExampleTestCredential'];
    await issue({ type, '@context': [BASE, { ExampleTestCredential: `${TERMS}ExampleTestCredential` }] });
    await refused({ type });
    await refused({ type, '@context': [BASE, { ExampleTestCredential: 'https ://not-a-url#X' }] });
  },
  'type-order': async () => {
    const urls = [`${TERMS}A`, `${TERMS}B`];
    await issue({ type: [...urls, 'VerifiableCredential'] });
    await issue({ type: [urls[1] as string, 'VerifiableCredential', urls[0] as string] });
  },
  'type-presentation': async () => {
    const own = { CredentialManagerPresentation: `${TERMS}CredentialManagerPresentation` };
    const type = ['VerifiablePresentation', 'CredentialManagerPresentation'];
    const context = [BASE, own];
    expect((await presented({ '@context': context, type, verifiableCredential: [] })).verified).toBe(true);
    for (const wrong of [undefined, ['CredentialManagerPresentation']])
      expect((await verifyVp(presentation({ '@context': context, type: wrong }))).codes).not.toEqual([]);
  },
  'type-parts': async () => {
    for (const name of [...TYPED, 'confidenceMethod', 'renderMethod']) {
      const { type: _, ...untyped } = part(name);
      expect(await refused({ '@context': [BASE, EXAMPLES], [name]: untyped })).toBe(`/${name}/type`);
      expect((await verifyBroken({ [name]: [part(name), untyped] })).codes).toContain('structure-invalid');
    }
    for (const name of TYPED) await issue({ [name]: part(name) });
  },
  name: async () => {
    const dog = { '@value': 'HTML and CSS', '@language': 'en' };
    for (const member of ['name', 'description']) {
      for (const value of [
        'HTML',
        dog,
        { ...dog, '@direction': 'ltr' },
        [dog, { '@value': 'Chien', '@language': 'fr' }],
      ]) {
        await issue({ [member]: value });
        await issue({ issuer: { id: service.issuer(), [member]: value } });
      }
      for (const value of [
        { ...dog, url: 'did:example:x' },
        { '@value': 1 },
        { ...dog, '@direction': 'up' },
        7,
      ]) {
        expect(await refused({ [member]: value })).toBe(`/${member}`);
        expect(await refused({ issuer: { id: service.issuer(), [member]: value } })).toBe(
          `/issuer/${member}`,
        );
        expect((await verifyBroken({ [member]: value })).codes).toContain('language-value');
      }
    }
  },
  'issuer-form': async () => {
    expect((await issue())['issuer']).toBe(service.issuer());
    expect((await issue({ issuer: { id: service.issuer() } }))['issuer']).toEqual({ id: service.issuer() });
    for (const wrong of [
      undefined,
      'not-a-url',
      null,
      {},
      { id: null },
      { id: 'not-a-url' },
      [service.issuer()],
      5,
    ]) {
      expect(await refused({ issuer: wrong })).toBe('/issuer');
      expect((await verifyBroken({ issuer: wrong })).verified).toBe(false);
    }
  },
  'issuer-foreign': async () => {
    const issuer = { id: 'did:example:issuer' };
    expect(await refused({ issuer })).toBe('/issuer');
    await service.createKey(issuer.id);
    expect((await issue({ issuer }))['issuer']).toEqual(issuer);
    expect((await issue({ issuer: issuer.id }))['issuer']).toBe(issuer.id);
    // in the name of one who has a key, and with the key of another
    const foreign = { credential: credential({ issuer }) };
    expect((await service.client().post('/issuers/issuer/credentials/issue', foreign)).status).toBe(400);
  },
  subject: async () => {
    await issue({ credentialSubject: [{ id: 'did:example:1' }, { id: 'did:example:2' }] });
    for (const credentialSubject of [undefined, {}, [], [{ id: 'did:example:1' }, {}], 'did:example:1']) {
      expect(await refused({ credentialSubject })).toMatch(/^\/credentialSubject/);
      expect((await verifyBroken({ credentialSubject })).codes).toContain('structure-invalid');
    }
  },
  'valid-from': () => checkTime('validFrom'),
  'valid-until': () => checkTime('validUntil'),
  'validity-order': async () => {
    const [early, late] = ['2020-01-01T00:00:00Z', '2090-01-01T00:00:00Z'];
    await issue({ validFrom: early, validUntil: late });
    await issue({ validFrom: late, validUntil: '2090-01-01T01:00:00+01:00' });
    await refused({ validFrom: late, validUntil: early });
    expect((await verifyBroken({ validFrom: late, validUntil: early })).codes).toContain('validity-reversed');
  },
  'zone-absent': async () => {
    expect((await verifyBroken({ validUntil: '2090-01-01T00:00:00' })).verified).toBe(true);
    expect((await verifyBroken({ validUntil: '2020-01-01T00:00:00' })).codes).toEqual(['expired']);
  },
  status: async () => {
    const { id: _, ...nameless } = part('Status');
    await issue({ credentialStatus: nameless });
    await issue({ credentialStatus: [part('Status'), part('Other')] });
    for (const id of [['did:example:1', 'did:example:2'], 'not a url'])
      expect(await refused({ credentialStatus: { ...part('Status'), id } })).toBe('/credentialStatus/id');
    expect(await refused({ credentialStatus: { ...part('Status'), type: 2 } })).toBe(
      '/credentialStatus/type',
    );
    // a status that cannot be looked up is never good
    expect((await verify(await issue({ credentialStatus: part('Status') }))).verified).toBe(false);
  },
  'schema-form': async () => {
    await issue({ credentialSchema: [part('Schema'), part('Other')] });
    const { id: _, ...nameless } = part('Schema');
    for (const wrong of [nameless, { ...nameless, id: 1 }, { ...nameless, id: 'x' }]) {
      expect(await refused({ credentialSchema: wrong })).toBe('/credentialSchema/id');
      expect((await verifyBroken({ credentialSchema: wrong })).codes).toContain('structure-invalid');
    }
  },
  'presentation-id': async () => {
    const id = 'urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008';
    expect((await presented({ id })).verified).toBe(true);
    const vp = await jwt(presentation({ id: 'nine', holder: service.holder().controller }), 'vp+jwt');
    expect((await verifyVp(vp)).codes).toEqual(['structure-invalid']);
  },
  'presentation-credentials': async () => {
    const issued = await issue();
    expect(
      (await presented({ verifiableCredential: [issued, await issue({ id: 'urn:x:2' })] })).verified,
    ).toBe(true);
    expect((await presented({ verifiableCredential: [] })).verified).toBe(true);
    const { type: _, ...untyped } = issued;
    for (const wrong of [untyped, 'text', 5, 'https://example.org/vc', credential()])
      expect((await verifyVp(presentation({ verifiableCredential: [wrong] }))).codes).not.toEqual([]);
  },
  holder: async () => {
    const verifiableCredential = [await issue()];
    const { controller } = service.holder();
    expect((await presented({ holder: controller, verifiableCredential })).verified).toBe(true);
    expect((await presented({ holder: { id: controller }, verifiableCredential })).verified).toBe(true);
    for (const wrong of [{ id: controller.slice(8) }, {}, 3, controller.slice(8)]) {
      const vp = await jwt(presentation({ holder: wrong, verifiableCredential }), 'vp+jwt');
      expect((await verifyVp(vp)).codes).toContain('structure-invalid');
    }
    const stranger = (await createSigner()).controller;
    expect((await presented({ holder: stranger })).codes).toEqual(['holder-mismatch']);
  },
  enveloped: async () => {
    const jws = await jwt(credential({ issuer: service.holder().controller }));
    expect((await verify(envelope('Credential', jws))).verified).toBe(true);
    const verifiableCredential = [envelope('Credential', jws)];
    expect((await presented({ verifiableCredential })).verified).toBe(true);
    for (const wrong of BROKEN_ENVELOPES)
      expect((await verify(envelope('Credential', jws, wrong(jws)))).verified).toBe(false);
    const { type: _, ...untyped } = envelope('Credential', jws);
    expect((await verifyVp(presentation({ verifiableCredential: [untyped] }))).codes).not.toEqual([]);
  },
  'enveloped-presentation': async () => {
    const jws = await jwt(presentation({ holder: service.holder().controller }), 'vp+jwt');
    expect((await verifyVp(envelope('Presentation', jws))).verified).toBe(true);
    // the form of the W3C’s own fixtures: claims of version 1.1 around documents of 2.0, media type application/jwt
    const { controller } = service.holder();
    const inner = await jwt({ iss: controller, vc: credential({ issuer: controller }) }, 'JWT');
    const vp = presentation({
      holder: controller,
      verifiableCredential: [envelope('Credential', '', { id: `data:application/jwt,${inner}` })],
    });
    const claims = { iss: controller, aud: 'example.com', nonce: '123456789', vp };
    const outer = envelope('Presentation', '', { id: `data:application/jwt,${await jwt(claims, 'JWT')}` });
    expect(await verifyVp(outer)).toEqual({ verified: true, codes: [], types: [] });
    for (const wrong of BROKEN_ENVELOPES)
      expect((await verifyVp(envelope('Presentation', jws, wrong(jws)))).verified).toBe(false);
  },
  'self-asserted': async () => {
    const { controller } = service.holder();
    const verifiableCredential = [credential({ issuer: controller })];
    expect((await presented({ holder: controller, verifiableCredential })).verified).toBe(true);
    expect((await presented({ verifiableCredential })).codes).toEqual(['self-asserted']);
    expect((await presented({ holder: 'did:example:acme', verifiableCredential })).codes).toContain(
      'self-asserted',
    );
    const foreign = [credential({ issuer: 'did:example:acme' })];
    expect((await presented({ holder: controller, verifiableCredential: foreign })).codes).toEqual([
      'self-asserted',
    ]);
  },
  redefinition: async () => {
    await refused({ '@context': [BASE, { VerifiableCredential: `${TERMS}Bad` }] });
    const type = ['VerifiableCredential', 'ExampleCredential'];
    const first = { '@protected': true, ExampleCredential: `${TERMS}Good` };
    await refused({ type, '@context': [BASE, first, { ExampleCredential: `${TERMS}Bad` }] });
  },
  'resource-form': async () => {
    const digestMultibase = 'uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw';
    const one = { id: 'https://nobody.example/a.json', digestMultibase };
    await issue({ relatedResource: one });
    await issue({ relatedResource: [one, { ...one, id: `${one.id}?q=1`, mediaType: 'application/json' }] });
    const { id: _, ...nameless } = one;
    for (const wrong of [['text'], nameless, [one, one], { id: one.id }]) {
      expect(await refused({ relatedResource: wrong })).toMatch(/^\/relatedResource/);
      expect((await verifyBroken({ relatedResource: wrong })).codes).toContain('resource-invalid');
    }
  },
  'resource-digest': async () => {
    const context = (digest: JsonObject) => ({
      relatedResource: [{ id: BASE, mediaType: 'application/ld+json', ...digest }],
    });
    const good = [
      { digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU' },
      { digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ' },
      { digestSRI: 'sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg' },
      { digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k' },
    ];
    for (const digest of good) expect((await verify(await issue(context(digest)))).verified).toBe(true);
    const wrong = [
      { digestSRI: 'sha384-lHrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYUA' },
      { digestMultibase: 'uXXXXc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJz' },
      { digestSRI: 'sha256-ca3d163bab055381827226140568f3bef634ac187cebd76878e0b63e9e442356' },
    ];
    for (const digest of wrong) {
      expect(await refused(context(digest))).toBe('/relatedResource/0');
      expect((await verifyBroken(context(digest))).verified).toBe(false);
    }
  },
  'refresh-service': () => mayRepeat('refreshService'),
  'terms-of-use': () => mayRepeat('termsOfUse'),
  evidence: () => mayRepeat('evidence'),
  problems: async () => {
    const model = 'https://www.w3.org/TR/vc-data-model#';
    const [malformed] = (await verifyBroken({ name: 7 })).types;
    expect(malformed).toBe(`${model}MALFORMED_VALUE_ERROR`);
    const issued = await issue({ name: 'before' });
    expect((await verify({ ...issued, name: 'after' })).types).toEqual([
      `${model}CRYPTOGRAPHIC_SECURITY_ERROR`,
    ]);
    expect((await verifyBroken({ validUntil: '2020-01-01T00:00:00Z' })).types).toEqual([
      `${model}RANGE_ERROR`,
    ]);
  },
};

const BROKEN_ENVELOPES: ((jws: string) => JsonObject)[] = [
  () => ({ '@context': [] }),
  () => ({ '@context': EXAMPLES }),
  () => ({ '@context': [EXAMPLES] }),
  (jws) => ({ id: jws }),
  (jws) => ({ id: `data:text/plain,${jws}` }),
  () => ({ type: 'VerifiableCredential' }),
  () => ({ type: ['VerifiablePresentation'] }),
];

async function checkTime(member: 'validFrom' | 'validUntil'): Promise<void> {
  for (const time of ['2023-02-25T19:10:39.123Z', '2023-02-25T19:10:39-06:00', '3000-01-01T24:00:00Z'])
    await issue({ [member]: time });
  for (const time of ['TEST_TIME', '2023-02-25', '2023-02-30T00:00:00Z', '2023-02-25T19:10:39', 1677352239]) {
    expect(await refused({ [member]: time })).toBe(`/${member}`);
    if (time !== '2023-02-25T19:10:39')
      expect((await verifyBroken({ [member]: time })).codes).toContain('structure-invalid');
  }
}

async function mayRepeat(member: string): Promise<void> {
  const { id: _, ...nameless } = part(member);
  for (const value of [part(member), nameless, [part(member)], [part(member), part('Other')]])
    expect(asArray((await issue({ [member]: value }))[member])).toEqual(asArray(value));
  expect(await refused({ [member]: 'text' })).toBe(`/${member}`);
}

describe(VCDM2.title, () => {
  const statements: [string, Statement][] = Object.entries(VCDM2.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met<typeof VCDM2>]();
  });
});
