/** Verifiable Credential Data Integrity 1.0 over HTTP: proofs that are made, and what is made of proofs. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asArray, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { type SignOptions, signDocument } from '../../src/proofs/data-integrity.ts';
import { DATA_INTEGRITY } from './data-integrity-statements.ts';
import { type Members, useService } from './service.ts';
import type { Met, Statement } from './statements.ts';

const BASE = 'https://www.w3.org/ns/credentials/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';
const SECURITY = 'https://w3id.org/security#';
const FIRST = 'urn:uuid:0c5d5e5e-8f4f-4a47-8a36-4d2f5b0e0a01';
const SECOND = 'urn:uuid:0c5d5e5e-8f4f-4a47-8a36-4d2f5b0e0a02';

const service = useService({ '@context': [BASE] });
const { credential, issue, refused, verify, verifyVp, sign, presentation } = service;
const loadDocument = createContextLoader();

/** Signed by a party of its own, so that what no issuer here would write can be written. */
const signOwn = (document: JsonObject, options: Partial<SignOptions> = {}) =>
  signDocument(document, {
    proof: 'eddsa-rdfc-2022',
    signer: service.holder(),
    now: new Date(),
    loadDocument,
    ...options,
  });
const own = (members: Members = {}) => credential({ issuer: service.holder().controller, ...members });

const proofOf = (document: JsonObject) => document['proof'] as JsonObject;
/** The codes of what a verifier finds where members of a sound proof are changed, or taken out. */
async function codesWith(members: Members): Promise<string[]> {
  const document = await issue();
  const proof = JSON.parse(JSON.stringify({ ...proofOf(document), ...members })) as JsonObject;
  const { verified, codes } = await verify({ ...document, proof });
  expect(verified).toBe(false);
  return codes;
}

async function issueWith(document: JsonObject, options: JsonObject) {
  const { status, body } = await service
    .client()
    .post('/credentials/issue', { credential: document, options });
  return { status, body, issued: body.verifiableCredential as JsonObject };
}

async function prove(options: JsonObject): Promise<JsonObject> {
  const { body } = await service
    .client()
    .post('/presentations/prove', { presentation: presentation({ holder: service.issuer() }), options });
  return body.verifiablePresentation;
}

const verifyAsked = async (verifiablePresentation: JsonObject, options: JsonObject) =>
  (await service.client().post('/presentations/verify', { verifiablePresentation, options })).body;

const CASES: Record<Met<typeof DATA_INTEGRITY>, () => Promise<void>> = {
  'proof-member': async () => {
    const document = await issue();
    expect(proofOf(document)).toBeTypeOf('object');
    expect((await verify({ ...document, proof: [proofOf(document)] })).verified).toBe(true);
    for (const proof of ['text', 5, null, [], ['text'], [proofOf(document), 'text']])
      expect((await verify({ ...document, proof: proof as Json })).verified).toBe(false);
  },
  'proof-id': async () => {
    expect(proofOf((await issueWith(credential(), { proofId: FIRST })).issued)['id']).toBe(FIRST);
    expect((await issueWith(credential(), { proofId: 'first' })).status).toBe(400);
    for (const id of ['first', 5, ['urn:x:1']]) expect(await codesWith({ id })).toEqual(['proof-malformed']);
  },
  'proof-type': async () => {
    expect(proofOf(await issue())['type']).toBe('DataIntegrityProof');
    for (const type of [undefined, 5, 'OtherProof', 'eddsa-rdfc-2022'])
      expect(await codesWith({ type })).toEqual(['proof-unsupported']);
  },
  'proof-purpose': async () => {
    expect(proofOf(await issue())['proofPurpose']).toBe('assertionMethod');
    for (const proofPurpose of [undefined, 5, 'other'])
      expect(await codesWith({ proofPurpose })).toEqual(['proof-purpose']);
  },
  'verification-method': async () => {
    expect(proofOf(await issue())['verificationMethod']).toMatch(/^did:key:.+#/);
    for (const verificationMethod of [undefined, 5, 'key-1', { id: 'did:example:1#k' }])
      expect(await codesWith({ verificationMethod })).toEqual(['proof-malformed']);
  },
  cryptosuite: async () => {
    expect(proofOf(await issue())['cryptosuite']).toBe('eddsa-rdfc-2022');
    for (const cryptosuite of [undefined, 5, ['eddsa-rdfc-2022'], 'other'])
      expect(await codesWith({ cryptosuite })).toEqual(['proof-unsupported']);
  },
  created: async () => {
    expect(proofOf(await issue())['created']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    for (const created of ['yesterday', '2026-02-30T00:00:00Z', 5])
      expect(await codesWith({ created })).toEqual(['proof-malformed']);
  },
  expires: async () => {
    for (const expires of ['some day', 5]) expect(await codesWith({ expires })).toEqual(['proof-malformed']);
    expect(await codesWith({ expires: '2021-01-01T00:00:00Z' })).toEqual(['proof-expired']);
    expect(await codesWith({ expires: '2090-01-01T00:00:00Z' })).toEqual(['proof-invalid']);
  },
  domain: async () => {
    for (const domain of [5, ['a.example', 5], {}])
      expect(await codesWith({ domain })).toEqual(['proof-malformed']);
    expect(await codesWith({ domain: ['a.example', 'b.example'] })).toEqual(['proof-invalid']);
  },
  'proof-value': async () => {
    expect(proofOf(await issue())['proofValue']).toMatch(/^z[1-9A-HJ-NP-Za-km-z]+$/);
    for (const proofValue of [undefined, 5, '', 'z', 'zl0IO', 'uAAAA', 'mAAAA'])
      expect(await codesWith({ proofValue })).toEqual(['proof-malformed']);
  },
  'previous-proof': async () => {
    for (const previousProof of [5, [5], {}, FIRST])
      expect(await codesWith({ previousProof })).toEqual(['proof-previous']);
    const once = await signOwn(own(), { proofId: FIRST });
    const twice = await signOwn(once, { proofId: SECOND, previousProof: FIRST });
    expect((await verify(await signOwn(twice, { previousProof: [FIRST, SECOND] }))).verified).toBe(true);
    // signed as it stands, though it does not verify itself
    const broken = { ...once, proof: { ...proofOf(once), created: '2024-01-01T00:00:00Z' } };
    const after = await signOwn(broken, { previousProof: FIRST });
    expect(await verify(after)).toMatchObject({ verified: false, codes: ['proof-invalid'] });
  },
  'contexts-held': async () => {
    const held = async (url: string) => (await loadDocument(url)).document as JsonObject;
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    const integrity = JSON.stringify(await held('https://w3id.org/security/data-integrity/v2'), null, 2);
    expect(digest(integrity)).toBe('67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4');
    const jwk = JSON.stringify(await held('https://w3id.org/security/jwk/v1'), null, 2);
    expect(digest(`${jwk}\n`)).toBe('0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece');
    // its package has two members in another order
    const multikey = JSON.stringify(await held('https://w3id.org/security/multikey/v1'), null, 2).replace(
      /("expires": \{[^}]*\},\s*)("revoked": \{[^}]*\},\s*)/,
      '$2$1',
    );
    expect(digest(`${multikey}\n`)).toBe('ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597');
  },
  'context-validation': async () => {
    const contexts = [BASE, 'https://unknown.example/context/v1'];
    expect(await refused({ '@context': contexts })).toBe('/@context/1');
    const document = await issue();
    expect((await verify({ ...document, '@context': contexts })).codes).toEqual(['context-unknown']);
  },
  'context-injection': async () => {
    const { issued } = await issueWith(
      credential({ '@context': [V1], issuanceDate: '2020-01-01T00:00:00Z' }),
      { proof: 'eddsa-rdfc-2022' },
    );
    expect(issued['@context']).toEqual([V1, 'https://w3id.org/security/data-integrity/v2']);
    expect((await issue())['@context']).toEqual([BASE]);
  },
  'data-loss': async () => {
    const subject = { id: 'did:example:subject', unheardOf: true };
    expect(await refused({ credentialSubject: subject })).toBe('/credentialSubject/unheardOf');
    const document = await issue();
    expect((await verify({ ...document, credentialSubject: subject })).codes).toEqual(['term-undefined']);
  },
  'base-url': async () => {
    const knows = { knows: { '@id': 'https://schema.org/knows', '@type': '@id' } };
    const subject = (friend: string) => ({
      '@context': [BASE, knows],
      credentialSubject: { id: 'did:example:subject', knows: friend },
    });
    expect(await refused(subject('../friend'))).toBe('/credentialSubject/knows');
    const document = await issue(subject('https://friend.example/'));
    expect((await verify({ ...document, ...subject('../friend') })).codes).toEqual(['term-undefined']);
  },
  'add-proof': async () => {
    expect(proofOf(await issue())).toMatchObject({
      type: expect.any(String),
      verificationMethod: expect.any(String),
      proofPurpose: expect.any(String),
    });
  },
  'add-asked': async () => {
    const asked = { challenge: 'c', domain: 'verifier.example' };
    expect(proofOf(await prove(asked))).toMatchObject(asked);
  },
  'add-set': async () => {
    const { id: _none, ...nameless } = credential();
    const once = (await issueWith(nameless, {})).issued;
    const { issued } = await issueWith(once, { proof: 'eddsa-jcs-2022' });
    expect(asArray(issued['proof'])[0]).toEqual(once['proof']);
    expect(asArray(issued['proof']).length).toBe(2);
    expect((await verify(issued)).verified).toBe(true);
  },
  'add-chain': async () => {
    const once = (await issueWith(credential(), { proofId: FIRST })).issued;
    const { issued } = await issueWith(once, { previousProof: FIRST });
    expect(asArray(issued['proof'])[1]).toMatchObject({ previousProof: FIRST });
    expect((await verify(issued)).verified).toBe(true);
    for (const previousProof of [SECOND, [FIRST, SECOND]]) {
      const { status, body } = await issueWith(once, { previousProof });
      expect([status, body.pointer]).toEqual([400, '/credential/proof']);
    }
  },
  parse: async () => {
    const answer = await service.client().post('/credentials/verify', { verifiableCredential: 5 });
    expect(answer.status).toBe(400);
    expect((await verify({ ...(await issue()), proof: 'text' })).verified).toBe(false);
  },
  'verify-members': async () => {
    for (const name of ['type', 'verificationMethod', 'proofPurpose']) await codesWith({ [name]: undefined });
  },
  'expected-purpose': async () => {
    const signedIn = await signOwn(own(), { purpose: 'authentication' });
    expect((await verify(signedIn)).codes).toEqual(['proof-purpose']);
    const asserted = await signOwn(presentation(), { purpose: 'assertionMethod' });
    expect((await verifyVp(asserted)).codes).toEqual(['proof-purpose']);
  },
  'expected-domain': async () => {
    const vp = await prove({ challenge: 'c', domain: 'verifier.example' });
    const answer = await verifyAsked(vp, { challenge: 'c', domain: 'other.example' });
    expect(answer.problemDetails).toContainEqual(
      expect.objectContaining({ type: `${SECURITY}INVALID_DOMAIN_ERROR` }),
    );
    expect(answer.verified).toBe(false);
  },
  'expected-challenge': async () => {
    const vp = await sign(presentation());
    const answer = await verifyAsked(vp, { challenge: 'another', domain: 'suite.example' });
    expect(answer.problemDetails).toContainEqual(
      expect.objectContaining({ type: `${SECURITY}INVALID_CHALLENGE_ERROR` }),
    );
    expect(answer.verified).toBe(false);
  },
  'verify-set': async () => {
    const once = await signOwn(own());
    const both = await signOwn(once, { proof: 'eddsa-jcs-2022' });
    expect((await verify(both)).verified).toBe(true);
    const [first, second] = asArray(both['proof']) as [JsonObject, JsonObject];
    for (const proof of [
      [{ ...first, created: '2024-01-01T00:00:00Z' }, second],
      [first, { ...second, created: '2024-01-01T00:00:00Z' }],
    ])
      expect(await verify({ ...both, proof })).toMatchObject({ verified: false, codes: ['proof-invalid'] });
  },
  'verify-chain': async () => {
    const once = await signOwn(own(), { proofId: FIRST });
    const twice = await signOwn(once, { previousProof: FIRST });
    const [, second] = asArray(twice['proof']) as JsonObject[];
    expect((await verify({ ...twice, proof: second! })).codes).toEqual(['proof-previous']);
  },
  'problem-types': async () => {
    const document = await issue();
    const typesWith = async (members: Members) => {
      const proof = JSON.parse(JSON.stringify({ ...proofOf(document), ...members })) as JsonObject;
      return (await verify({ ...document, proof })).types;
    };
    for (const members of [
      { type: undefined },
      { verificationMethod: undefined },
      { proofPurpose: 'authentication' },
      { previousProof: FIRST },
      { created: 'yesterday' },
    ])
      expect(await typesWith(members)).toEqual([`${SECURITY}PROOF_VERIFICATION_ERROR`]);
  },
};

describe(DATA_INTEGRITY.title, () => {
  const statements: [string, Statement][] = Object.entries(DATA_INTEGRITY.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met<typeof DATA_INTEGRITY>]();
  });

  test('context-unread: not met', async () => {
    const contexts = [BASE, 'https://unknown.example/context/v1'];
    const overJcs = await signOwn(own({ '@context': contexts }), { proof: 'eddsa-jcs-2022' });
    expect((await verify(overJcs)).verified).toBe(true);
  });

  test('digest-anywhere: not met', async () => {
    const termsOfUse = { id: 'https://terms.example/', type: 'https://terms.example/#Terms' };
    const issued = await issue({ termsOfUse: { ...termsOfUse, digestMultibase: 'no digest' } });
    expect((await verify(issued)).verified).toBe(true);
    const relatedResource = { id: 'https://terms.example/', digestMultibase: 'no digest' };
    expect(await refused({ relatedResource })).toMatch(/^\/relatedResource/);
  });
});
