/** A key that its owner has taken back, in whatever words, signs nothing that is accepted. */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { Signer } from '../../src/proofs/ports.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Harness, NOW } from '../harness.ts';

const V2 = 'https://www.w3.org/ns/credentials/v2';
const DID = 'did:web:school.example';
const ISSUER = 'https://school.example/issuer';
const PAST = '2026-05-31T00:00:00Z';

type Sign = (harness: Harness, issuer: string) => Promise<Json>;

const credential = (issuer: string): JsonObject => ({
  '@context': [V2],
  type: ['VerifiableCredential'],
  issuer,
  credentialSubject: { id: 'did:example:ada' },
});
const embedded: Sign = ({ signer, loadDocument, now }, issuer) =>
  signDocument(credential(issuer), { proof: 'eddsa-jcs-2022', signer, loadDocument, now: now() });
const jwt: Sign = ({ signer }, issuer) =>
  signer.signJws({ kid: signer.id }, Buffer.from(JSON.stringify(credential(issuer))));
/** With the key itself in the header, so that the issuer is asked whether it is its own. */
const withKey: Sign = ({ signer }, issuer) =>
  signer.signJws({ jwk: signer.publicJwk }, Buffer.from(JSON.stringify(credential(issuer))));

const documentOf = (id: string, signer: Signer, members: JsonObject = {}): JsonObject => ({
  id,
  verificationMethod: [
    {
      id: `${id}#${signer.id.split('#')[1]}`,
      type: 'JsonWebKey',
      controller: id,
      publicKeyJwk: signer.publicJwk,
      ...members,
    },
  ],
  assertionMethod: [`${id}#${signer.id.split('#')[1]}`],
});

async function outcomeOf(sign: Sign, members: JsonObject): Promise<[string, string[]]> {
  const signer = await createSigner('Ed25519', DID);
  const site = { 'https://school.example/.well-known/did.json': documentOf(DID, signer, members) };
  const harness = await createHarness({ signer, site });
  const { report } = await verifyNodes(harness, await sign(harness, DID));
  const open = report.findings.filter(({ severity, result }) => severity === 'error' && result !== 'pass');
  return [report.verdict, open.map(({ code }) => code)];
}

describe.each<[string, Sign]>([
  ['an embedded proof', embedded],
  ['a JWT that names it', jwt],
  ['a JWT that brings it', withKey],
])('the key of %s', (_name, sign) => {
  test.each<[string, JsonObject]>([
    ['nothing', {}],
    ['that it ends later', { expires: '2026-07-01T00:00:00Z' }],
    ['that it is not revoked', { revoked: false }],
  ])('of which its owner says %s is good', async (_what, members) => {
    expect(await outcomeOf(sign, members)).toEqual(['accepted', []]);
  });

  test.each<[string, JsonObject, string]>([
    ['that it has expired', { expires: PAST }, 'key-expired'],
    ['that it expires now', { expires: NOW.toISOString() }, 'key-expired'],
    ['that it was revoked', { revoked: PAST }, 'key-revoked'],
    ['that it is revoked', { revoked: true }, 'key-revoked'],
    ['in a list that it was revoked', { revoked: [PAST] }, 'key-revoked'],
    ['as a typed value that it was revoked', { revoked: { '@value': PAST } }, 'key-revoked'],
    ['that several control it', { controller: [DID, 'did:web:b.example'] }, 'key-not-listed'],
  ])('of which its owner says %s is rejected', async (_what, members, code) => {
    const [verdict, codes] = await outcomeOf(sign, members);
    expect(verdict).toBe('rejected');
    expect(codes).toContain(code);
  });

  test('whose end cannot be read is open', async () => {
    expect(await outcomeOf(sign, { expires: 'soon' })).toEqual(['inconclusive', ['key-unresolved']]);
  });
});

test('a key that the issuer revoked is not good because its host still publishes it', async () => {
  const signer = await createSigner('Ed25519', 'key');
  const { assertionMethod: _none, ...document } = documentOf(ISSUER, signer, { revoked: PAST });
  const keys = { 'https://school.example/.well-known/jwks.json': { keys: [signer.publicJwk] } };
  const verdictWith = async (site: Record<string, JsonObject>) => {
    const harness = await createHarness({ signer, site });
    return (await verifyNodes(harness, await withKey(harness, ISSUER))).report;
  };
  expect((await verdictWith(keys)).verdict).toBe('accepted');
  const report = await verdictWith({ ...keys, [ISSUER]: document });
  expect(report.verdict).toBe('rejected');
  expect(report.findings.map(({ code }) => code)).toContain('key-revoked');
});
