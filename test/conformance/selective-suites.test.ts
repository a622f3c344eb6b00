/** ecdsa-sd-2023 and bbs-2023 over HTTP: base proofs that are made, parts that are derived, and what is made of both. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { DI_BBS, DI_ECDSA_SD } from './selective-statements.ts';
import { useService } from './service.ts';
import type { Specification, Statement } from './statements.ts';

const service = useService({
  '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.org/terms#' }],
});
const { credential, verify } = service;

type Suite = 'ecdsa-sd-2023' | 'bbs-2023';
/** The first characters of base and derived proofs. */
const HEADERS = { 'ecdsa-sd-2023': ['u2V0A', 'u2V0B'], 'bbs-2023': ['u2V0C', 'u2V0D'] } as const;
const SUITES = Object.keys(HEADERS) as Suite[];
const MANDATORY = ['/credentialSubject/grade'];

const bases = new Map<Suite, JsonObject>();
beforeAll(async () => {
  for (const suite of SUITES) {
    const { status, body } = await issue(suite, MANDATORY);
    expect(status).toBe(201);
    bases.set(suite, body.verifiableCredential);
  }
});

async function issue(suite: Suite, mandatoryPointers: string[]) {
  const { did } = await service.keys().create({ name: suite, proof: suite });
  const credentialSubject = { id: 'did:example:learner', grade: 'A', club: 'Chess', seat: '12' };
  return service.client().post(`/issuers/${suite}/credentials/issue`, {
    credential: credential({ issuer: did, credentialSubject }),
    options: { mandatoryPointers },
  });
}

const derive = (suite: Suite, selectivePointers: string[]) =>
  service
    .client()
    .post('/credentials/derive', { verifiableCredential: bases.get(suite)!, options: { selectivePointers } });

async function shown(suite: Suite, member = 'club'): Promise<JsonObject> {
  const { status, body } = await derive(suite, [`/credentialSubject/${member}`]);
  expect(status).toBe(201);
  return body.verifiableCredential;
}

const proofOf = (document: JsonObject) => document['proof'] as JsonObject;
const proofValueOf = (document: JsonObject) => String(proofOf(document)['proofValue']);
const subjectOf = (document: JsonObject) => document['credentialSubject'] as JsonObject;
const withValue = (document: JsonObject, proofValue: string) => ({
  ...document,
  proof: { ...proofOf(document), proofValue },
});
const refuses = async (document: Json) => expect((await verify(document)).verified).toBe(false);

const casesOf = (prefix: string, suite: Suite): Record<string, () => Promise<void>> => ({
  [`${prefix}-base`]: async () => {
    const base = bases.get(suite)!;
    expect(proofValueOf(base).startsWith(HEADERS[suite][0])).toBe(true);
    expect(proofOf(base)).toMatchObject({ type: 'DataIntegrityProof', cryptosuite: suite });
    expect(Buffer.from(proofValueOf(base).slice(1), 'base64url').includes(MANDATORY[0]!)).toBe(true);
  },
  [`${prefix}-mandatory-missing`]: async () => {
    expect((await issue(suite, ['/credentialSubject/unheardOf'])).status).toBeGreaterThanOrEqual(400);
  },
  [`${prefix}-derive`]: async () => {
    const document = await shown(suite);
    expect(proofValueOf(document).startsWith(HEADERS[suite][1])).toBe(true);
    expect(subjectOf(document)).toEqual({ id: 'did:example:learner', grade: 'A', club: 'Chess' });
    expect(JSON.stringify(document)).not.toContain('seat');
  },
  [`${prefix}-derive-nothing`]: async () => {
    expect((await derive(suite, ['/credentialSubject/unheardOf'])).status).toBeGreaterThanOrEqual(400);
    const { body } = await derive(suite, []);
    expect(subjectOf(body.verifiableCredential)).toEqual({ id: 'did:example:learner', grade: 'A' });
  },
  [`${prefix}-verify`]: async () => {
    const document = await shown(suite);
    expect((await verify(document)).verified).toBe(true);
    const { grade: _grade, ...less } = subjectOf(document);
    for (const subject of [{ ...subjectOf(document), club: 'Go' }, less, { ...less, grade: 'B' }])
      await refuses({ ...document, credentialSubject: subject });
  },
  [`${prefix}-verify-header`]: async () => {
    const document = await shown(suite);
    const value = proofValueOf(document);
    const body = value.slice(5);
    for (const other of [`u2V0E${body}`, `u2V0A${body}`, `z${value.slice(1)}`, value.slice(0, -40), 'u'])
      await refuses(withValue(document, other));
  },
  [`${prefix}-verify-base`]: async () => {
    expect(await verify(bases.get(suite)!)).toMatchObject({ verified: false, codes: ['proof-base'] });
  },
});

const CASES: Record<string, () => Promise<void>> = {
  ...casesOf('sd', 'ecdsa-sd-2023'),
  ...casesOf('bbs', 'bbs-2023'),
  'bbs-multikey': async () => {
    const document = await shown('bbs-2023');
    expect(proofOf(document)['verificationMethod']).toMatch(/^did:key:zUC7[1-9A-HJ-NP-Za-km-z]+#zUC7/);
    const method = String(proofOf(bases.get('ecdsa-sd-2023')!)['verificationMethod']);
    await refuses({ ...document, proof: { ...proofOf(document), verificationMethod: method } });
  },
  'bbs-unlinkable': async () => {
    const [one, other] = [await shown('bbs-2023'), await shown('bbs-2023')];
    expect(proofOf(one)).not.toHaveProperty('created');
    const bytes = (document: JsonObject) => Buffer.from(proofValueOf(document).slice(1), 'base64url');
    const [a, b] = [bytes(one), bytes(other)];
    const runs = Array.from({ length: a.length - 16 }, (_, i) => a.subarray(i, i + 16));
    expect(runs.length).toBeGreaterThan(250);
    expect(runs.filter((run) => b.includes(run))).toEqual([]);
  },
};

describe.each<Specification>([DI_ECDSA_SD, DI_BBS])('$title', ({ statements }) => {
  const met = Object.entries(statements).filter(([, { unmet }]: [string, Statement]) => unmet === undefined);
  test.each(met)('%s', async (name) => {
    await CASES[name]!();
  });
});

test('bbs-optional-features: not met', async () => {
  const document = await shown('bbs-2023');
  // the headers 0xd95d05, 0xd95d07 and 0xd95d09 of the other features
  for (const header of ['u2V0F', 'u2V0H', 'u2V0J'])
    await refuses(withValue(document, header + proofValueOf(document).slice(5)));
});
