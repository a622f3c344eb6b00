/** One kind of JWT must never pass for another (RFC 8725, sections 2.8 and 3.11). */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness } from '../harness.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';

let harness: Harness;
let signer: Signer;
/** A credential as JWT. */
let member: string;
beforeAll(async () => {
  signer = await createSigner();
  harness = await createHarness({ signer });
  member = await sign(vc(), { typ: 'vc+jwt' });
});

const sign = (payload: JsonObject, header: JsonObject = {}) =>
  signer.signJws({ kid: signer.id, ...header }, Buffer.from(JSON.stringify(payload)));
const vc = (more: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer: signer.controller,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: signer.controller },
  ...more,
});
const vp = (more: JsonObject = {}): JsonObject => ({
  '@context': [V2],
  type: ['VerifiablePresentation'],
  holder: signer.controller,
  verifiableCredential: [member],
  ...more,
});
const vc1 = (): JsonObject => {
  const { validFrom: issuanceDate = '', ...rest } = vc();
  return { ...rest, '@context': [V1], issuanceDate };
};
const wrapped = (type: string, media: string, jwt: string): JsonObject => ({
  '@context': [V2],
  type,
  id: `data:application/${media},${jwt}`,
});

async function outcomeOf(value: Json): Promise<[verdict: string, codes: string[]]> {
  try {
    const { report } = await verifyNodes(harness, value);
    return [report.verdict, report.findings.map(({ code }) => code)];
  } catch (error) {
    return ['refused', [(error as { code: string }).code]];
  }
}

describe('accepted', () => {
  test.each<[string, () => Promise<Json>]>([
    ['vc+jwt', () => sign(vc(), { typ: 'vc+jwt' })],
    ['its media type', () => sign(vc(), { typ: 'application/vc+jwt' })],
    ['an earlier spelling', () => sign(vc(), { typ: 'vc+ld+json+jwt' })],
    ['JWT, as Open Badges 3.0 writes', () => sign(vc(), { typ: 'JWT' })],
    ['no typ', () => sign(vc())],
    ['vc+sd-jwt', async () => `${await sign(vc(), { typ: 'vc+sd-jwt' })}~`],
    [
      'dc+sd-jwt, as wallets send an SD-JWT VC',
      async () => `${await sign(vc({ vct: 'https://school.example/record' }), { typ: 'dc+sd-jwt' })}~`,
    ],
    ['vp+jwt', () => sign(vp(), { typ: 'vp+jwt' })],
    ['vp+sd-jwt', async () => `${await sign(vp(), { typ: 'vp+sd-jwt' })}~`],
    ['the claim vc of VC 1.1', () => sign({ vc: vc1(), iss: signer.controller }, { typ: 'JWT' })],
    [
      'EnvelopedVerifiableCredential',
      async () => wrapped('EnvelopedVerifiableCredential', 'vc+jwt', await sign(vc(), { typ: 'vc+jwt' })),
    ],
    [
      'EnvelopedVerifiablePresentation',
      async () => wrapped('EnvelopedVerifiablePresentation', 'vp+jwt', await sign(vp(), { typ: 'vp+jwt' })),
    ],
    ['a key of the holder (cnf)', () => sign(vc({ cnf: { jwk: signer.publicJwk } }), { typ: 'vc+jwt' })],
  ])('%s', async (_name, make) => {
    expect((await outcomeOf(await make()))[0]).toBe('accepted');
  });
});

describe('rejected', () => {
  test.each<[string, () => Promise<Json>, string]>([
    ['a VC under vp+jwt', () => sign(vc(), { typ: 'vp+jwt' }), 'envelope-type'],
    ['a VP under vc+jwt', () => sign(vp(), { typ: 'vc+jwt' }), 'envelope-type'],
    ['a VC under vp+sd-jwt', async () => `${await sign(vc(), { typ: 'vp+sd-jwt' })}~`, 'envelope-type'],
    ['an SD-JWT under vc+jwt', async () => `${await sign(vc(), { typ: 'vc+jwt' })}~`, 'envelope-type'],
    ['a JWT under vc+sd-jwt', () => sign(vc(), { typ: 'vc+sd-jwt' }), 'envelope-type'],
    ['a VP under dc+sd-jwt', async () => `${await sign(vp(), { typ: 'dc+sd-jwt' })}~`, 'envelope-type'],
    ['a JWT under dc+sd-jwt', () => sign(vc(), { typ: 'dc+sd-jwt' }), 'envelope-type'],
    ['a key binding', () => sign(vc(), { typ: 'kb+jwt' }), 'envelope-type'],
    ['an access token', () => sign(vc(), { typ: 'at+jwt' }), 'envelope-type'],
    ['a proof for an issuer', () => sign(vc(), { typ: 'openid4vci-proof+jwt' }), 'envelope-type'],
    ['a typ that is no text', () => sign(vc(), { typ: 1 }), 'envelope-type'],
    [
      'the claim vc under vc+jwt',
      () => sign({ vc: vc1(), iss: signer.controller }, { typ: 'vc+jwt' }),
      'envelope-type',
    ],
    [
      'the claim vc in an SD-JWT',
      async () => `${await sign({ vc: vc1() }, { typ: 'JWT' })}~`,
      'envelope-type',
    ],
    ['the claims vc and vp', () => sign({ vc: vc1(), vp: vp() }, { typ: 'JWT' }), 'envelope-type'],
    ['the claim vc beside a credential', () => sign({ ...vc(), vc: vc1() }, { typ: 'JWT' }), 'envelope-type'],
    [
      'both types',
      () => sign(vc({ type: ['VerifiableCredential', 'VerifiablePresentation'] })),
      'envelope-type',
    ],
    [
      'a presentation among the credentials of a presentation',
      async () => vp({ verifiableCredential: [await sign(vp(), { typ: 'vp+jwt' })] }),
      'envelope-malformed',
    ],
    [
      'an enveloped presentation among them',
      async () =>
        vp({
          verifiableCredential: [
            wrapped('EnvelopedVerifiablePresentation', 'vp+jwt', await sign(vp(), { typ: 'vp+jwt' })),
          ],
        }),
      'envelope-malformed',
    ],
    [
      'an envelope among them that says more than its JWT',
      async () =>
        vp({
          verifiableCredential: [
            { ...wrapped('EnvelopedVerifiableCredential', 'vc+jwt', member), name: 'Doctor' },
          ],
        }),
      'envelope-malformed',
    ],
    [
      'an SD-JWT whose disclosures were changed',
      async () => {
        const sent = Buffer.from(JSON.stringify(['salt', 'age', 30])).toString('base64url');
        const digest = createHash('sha256').update(sent).digest('base64url');
        const jws = await sign(vc({ credentialSubject: { id: signer.controller, _sd: [digest] } }), {
          typ: 'vc+sd-jwt',
        });
        expect((await outcomeOf(`${jws}~${sent}~`))[0]).toBe('accepted');
        return `${jws}~${Buffer.from(JSON.stringify(['salt', 'age', 31])).toString('base64url')}~`;
      },
      'disclosure-invalid',
    ],
    [
      'an SD-JWT made into a JWT by taking its tildes',
      async () => sign(vc({ _sd_alg: 'sha-256' }), { typ: 'vc+sd-jwt' }),
      'envelope-type',
    ],
  ])('%s', async (_name, make, code) => {
    const [verdict, codes] = await outcomeOf(await make());
    expect(codes).toContain(code);
    expect(verdict).toBe('rejected');
  });
});

describe('refused, since there is nothing to verify', () => {
  test.each<[string, () => Promise<Json>, string]>([
    [
      'a presentation enveloped as a credential',
      async () => wrapped('EnvelopedVerifiableCredential', 'vp+jwt', await sign(vp(), { typ: 'vp+jwt' })),
      'jws-malformed',
    ],
    [
      'a presentation enveloped as a credential, under its media type',
      async () => wrapped('EnvelopedVerifiableCredential', 'vc+jwt', await sign(vp(), { typ: 'vc+jwt' })),
      'record-unrecognised',
    ],
    [
      'a credential enveloped as a presentation, under its media type',
      async () => wrapped('EnvelopedVerifiablePresentation', 'vp+jwt', await sign(vc(), { typ: 'vp+jwt' })),
      'record-unrecognised',
    ],
    [
      'an SD-JWT enveloped as a JWT',
      async () =>
        wrapped('EnvelopedVerifiableCredential', 'vc+jwt', `${await sign(vc(), { typ: 'vc+jwt' })}~`),
      'jws-malformed',
    ],
    [
      'both envelopes at once',
      async () => ({
        ...wrapped('EnvelopedVerifiableCredential', 'vc+jwt', await sign(vc())),
        type: ['EnvelopedVerifiableCredential', 'EnvelopedVerifiablePresentation'],
      }),
      'jws-malformed',
    ],
    [
      'an envelope that says more than its JWT',
      async () => ({
        ...wrapped('EnvelopedVerifiableCredential', 'vc+jwt', await sign(vc())),
        type: ['EnvelopedVerifiableCredential', 'VerifiableCredential'],
        credentialSubject: { id: signer.controller, name: 'Doctor' },
      }),
      'jws-malformed',
    ],
    ['an SD-JWT with another hash', async () => `${await sign(vc({ _sd_alg: 'md5' }))}~`, 'jws-malformed'],
    [
      'an SD-JWT that is no credential',
      async () => `${await sign({ vct: 'urn:x' })}~`,
      'record-unrecognised',
    ],
    ['a JWT that is neither', () => sign({ sub: 'x' }, { typ: 'vc+jwt' }), 'record-unrecognised'],
  ])('%s', async (_name, make, code) => {
    expect(await outcomeOf(await make())).toEqual(['refused', [code]]);
  });
});
