/** The table of confusions, each once; all suites and more kinds: type-confusion.test.ts and jwt-kinds.test.ts. */
import { createHash, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { CONTEXTS, signForeign } from '../fixtures/foreign-proofs.ts';
import { copy, createHarness } from '../harness.ts';
import { CONFUSIONS } from './confusions.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner();
});

const base64url = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const V2 = 'https://www.w3.org/ns/credentials/v2';
const vc = (members: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:learner' },
  ...members,
});
const vp = (): JsonObject => ({
  '@context': [V2],
  type: ['VerifiablePresentation'],
  holder: signer.controller,
});
const jwt = (payload: JsonObject, typ: string) =>
  signer.signJws({ kid: signer.id, typ }, Buffer.from(JSON.stringify(payload)));

const older = (issuer = signer.controller): JsonObject => {
  const { validFrom: issuanceDate = '', ...rest } = vc({ issuer });
  return { ...rest, '@context': CONTEXTS, issuanceDate };
};
const embedded = (members: JsonObject = {}) => signForeign('eddsa-rdfc-2022', signer, older(), members);

const DISCLOSURE = base64url(['salt', 'age', 30]);
const sdJwt = () => {
  const digest = createHash('sha256').update(DISCLOSURE).digest('base64url');
  return jwt(vc({ credentialSubject: { id: 'did:example:learner', _sd: [digest] } }), 'vc+sd-jwt');
};

async function renamed(cryptosuite: string): Promise<JsonObject> {
  const document = await embedded();
  return { ...document, proof: { ...(document['proof'] as JsonObject), cryptosuite } };
}

const CASES: Record<keyof typeof CONFUSIONS, () => Promise<Json>> = {
  'jwt-as-vp': () => jwt(vc(), 'vp+jwt'),
  'vp-as-vc': () => jwt(vp(), 'vc+jwt'),
  'vp-proof-as-vc': () => embedded({ proofPurpose: 'authentication' }),
  'vc-proof-as-vp': () => signForeign('eddsa-rdfc-2022', signer, vp()),
  'sd-changed': async () => `${await sdJwt()}~${base64url(['salt', 'age', 31])}~`,
  'sd-stripped': sdJwt,
  'jwt-as-sd': async () => `${await jwt(vc(), 'vc+jwt')}~`,
  'other-suite': () => renamed('eddsa-2022'),
  'other-key': () => renamed('ecdsa-rdfc-2019'),
  'wrong-controller': async () =>
    signForeign('eddsa-rdfc-2022', signer, older((await createSigner()).controller)),
  expired: () => embedded({ expires: '2026-05-31T00:00:00Z' }),
  future: () => embedded({ created: '2026-06-02T12:00:00Z' }),
  'algorithm-none': async () =>
    `${base64url({ alg: 'none', typ: 'vc+jwt', kid: signer.id })}.${base64url(vc())}.`,
  'algorithm-hmac': async () => {
    const signed = `${base64url({ alg: 'HS256', typ: 'vc+jwt', kid: signer.id })}.${base64url(vc())}`;
    const secret = Buffer.from(String(signer.publicJwk['x']), 'base64url');
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  },
};

describe('a confusion is rejected with its code', () => {
  test.each(Object.entries(CONFUSIONS))('%s', async (name, { code }) => {
    const made = await CASES[name as keyof typeof CONFUSIONS]();
    const { report } = await verifyNodes(await createHarness(), copy(made));
    expect(report.verdict).toBe('rejected');
    expect(report.findings.filter(({ result }) => result === 'fail').map((one) => one.code)).toContain(code);
  });
});

test('what they were made of is accepted', async () => {
  const sound = [await jwt(vc(), 'vc+jwt'), await embedded(), `${await sdJwt()}~${DISCLOSURE}~`];
  for (const one of sound)
    expect((await verifyNodes(await createHarness(), copy(one as Json))).report.verdict).toBe('accepted');
});
