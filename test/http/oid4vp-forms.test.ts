/** The forms that a presentation over OpenID4VP may have, and answers of several credentials of several issuers. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { signDocument } from '../../src/proofs/data-integrity.ts';
import type { CredentialFormat, OfferedOptions } from '../../src/workflows/exchange-ports.ts';
import { type Asked, type Oid4vpService, startOid4vp } from '../fixtures/oid4vp-client.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { badge } from '../fixtures/signed-clr2.ts';

const RECORD = sampleRecord();

let here: Oid4vpService;
beforeAll(async () => {
  here = await startOid4vp();
});
afterAll(() => here.close());

async function claim(format: CredentialFormat, options: OfferedOptions = {}): Promise<Json> {
  const { exchanges } = here.service.bridge;
  const { id } = await exchanges.createOffer({ documents: [RECORD], options });
  const [credential] = await exchanges.redeem(id, { format, way: 'vc-api', holder: here.wallet.did });
  return credential as Json;
}

const sign = (header: JsonObject, payload: JsonObject) =>
  here.wallet.signer.signJws(header, Buffer.from(JSON.stringify(payload)));

/** A presentation as a JWT (VC 1.1, section 6.3.1). */
const jwtOf = (credentials: Json[], { parameters }: Asked, claims: JsonObject = {}) =>
  sign(
    { typ: 'JWT', kid: here.wallet.signer.id },
    {
      iss: here.wallet.did,
      nonce: parameters['nonce'] as string,
      aud: parameters['client_id'] as string,
      iat: Math.floor(Date.now() / 1000),
      vp: {
        '@context': ['https://www.w3.org/2018/credentials/v1'],
        type: ['VerifiablePresentation'],
        holder: here.wallet.did,
        verifiableCredential: credentials,
      },
      ...claims,
    },
  );

/** An SD-JWT that its holder binds (RFC 9901, section 4.3). */
const bound = async (sdJwt: string, { parameters }: Asked, claims: JsonObject = {}) =>
  sdJwt +
  (await sign(
    { typ: 'kb+jwt' },
    {
      iat: Math.floor(Date.now() / 1000),
      nonce: parameters['nonce'] as string,
      aud: parameters['client_id'] as string,
      sd_hash: createHash('sha256').update(sdJwt).digest('base64url'),
      ...claims,
    },
  ));

const send = (asked: Asked, token: Json) =>
  here.post(asked.responsePath, { vp_token: JSON.stringify(token), state: asked.parameters['state'] ?? '' });

describe('a presentation as a JWT', () => {
  test('is an answer', async () => {
    const asked = await here.ask();
    const credential = await claim('jwt_vc_json');
    expect((await send(asked, { clr_jwt: [await jwtOf([credential], asked)] })).status).toBe(200);
    expect((await here.ownerOf(asked)).result).toMatchObject({
      verdict: 'accepted',
      holder: here.wallet.did,
      records: [{ provenance: { pointer: '/vp_token/clr_jwt/0/verifiableCredential/0' } }],
    });
  });

  test.each([
    [{ nonce: 'of another request' }],
    [{ aud: 'https://elsewhere.example' }],
    [{ iss: 'did:example:other' }],
  ])('with %j is none', async (claims) => {
    const asked = await here.ask();
    const jwt = await jwtOf([await claim('jwt_vc_json')], asked, claims);
    expect((await send(asked, { clr_jwt: [jwt] })).status).toBe(400);
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });

  test('that nobody signed is none, whatever its header says', async () => {
    const asked = await here.ask();
    const [, payload] = (await jwtOf([await claim('jwt_vc_json')], asked)).split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const jwt of [`${header}.${payload}.`, `${header}.${payload}.AA`])
      expect((await send(asked, { clr_jwt: [jwt] })).status).toBeGreaterThanOrEqual(400);
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });
});

describe('an SD-JWT that its holder binds', () => {
  test('is an answer', async () => {
    const asked = await here.ask();
    const sdJwt = String(await claim('vc+sd-jwt'));
    expect((await send(asked, { clr_sd_jwt: [await bound(sdJwt, asked)] })).status).toBe(200);
    const { result } = await here.ownerOf(asked);
    expect(result).toMatchObject({
      verdict: 'accepted',
      holder: expect.stringMatching(/^did:(key|jwk):/),
      records: [{ provenance: { pointer: '/vp_token/clr_sd_jwt/0', issuer: here.service.issuer } }],
    });
  });

  test('is none where it is bound for others, or not at all', async () => {
    const asked = await here.ask();
    const sdJwt = String(await claim('vc+sd-jwt'));
    const wrong = [
      await bound(sdJwt, asked, { nonce: 'of another request' }),
      await bound(sdJwt, asked, { aud: 'https://elsewhere.example' }),
      await bound(sdJwt, asked, { sd_hash: 'AAAA' }),
      sdJwt,
    ];
    for (const one of wrong) expect((await send(asked, { clr_sd_jwt: [one] })).status).toBe(400);
    expect((await here.ownerOf(asked)).taken).toBe(0);
  });
});

/** A badge of an issuer that this service knows nothing of. */
async function foreignBadge(more: JsonObject = {}): Promise<{ credential: JsonObject; issuer: string }> {
  const signer = await createSigner();
  const plain = badge(1, signer.controller);
  const subject = plain['credentialSubject'] as JsonObject;
  const achievement = { ...(subject['achievement'] as JsonObject), achievementType: 'Course' };
  const credential = await signDocument(
    { ...plain, credentialSubject: { ...subject, id: here.wallet.did, achievement }, ...more },
    { proof: 'eddsa-rdfc-2022', signer, now: new Date(), loadDocument: createContextLoader() },
  );
  return { credential, issuer: signer.controller };
}

const presented = (credentials: Json[], { parameters }: Asked) =>
  here.wallet.present(credentials, {
    challenge: parameters['nonce'] as string,
    domain: parameters['client_id'] as string,
  });

test('a mixed answer gives each record by itself, with whoever issued it', async () => {
  const asked = await here.ask();
  const { credential, issuer } = await foreignBadge();
  const own = [await claim('ldp_vc', { profile: 'verbatim' }), await claim('ldp_vc')];
  const token = { clr: [await presented([...own, credential], asked)] };
  expect((await send(asked, token)).status).toBe(200);
  const { verdict, records } = (await here.ownerOf(asked)).result;
  expect(verdict).toBe('accepted');
  const place = '/vp_token/clr/0/verifiableCredential';
  expect(records.map(({ version, provenance }: JsonObject) => [version, provenance])).toEqual([
    ['1.0', expect.objectContaining({ pointer: `${place}/0`, issuer: here.service.issuer })],
    ['2.0', expect.objectContaining({ pointer: `${place}/1`, issuer: here.service.issuer })],
    ['2.0', expect.objectContaining({ pointer: `${place}/2`, issuer, holder: here.wallet.did })],
  ]);
  expect(records[0].clr).toEqual(RECORD);
});

test('badges of a type are an answer to whoever asks for them, and no CLR', async () => {
  const { credential } = await foreignBadge();
  const asked = await here.ask({ template: 'badges', achievementTypes: ['Course', 'Certification'] });
  expect((await send(asked, { badge: [await presented([credential], asked)] })).status).toBe(200);
  expect((await here.ownerOf(asked)).result.verdict).toBe('accepted');
  const forClr = await here.ask();
  const refused = await send(forClr, { clr: [await presented([credential], forClr)] });
  expect([refused.status, refused.body.error_description]).toEqual([
    422,
    expect.stringMatching(/no Comprehensive Learner Record/),
  ]);
});

test('what is no learner record is not taken beside one', async () => {
  const signer = await createSigner();
  const licence = await signDocument(
    {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: signer.controller,
      credentialSubject: { id: here.wallet.did, description: 'May drive.' },
    },
    { proof: 'eddsa-rdfc-2022', signer, now: new Date(), loadDocument: createContextLoader() },
  );
  const asked = await here.ask();
  const refused = await send(asked, { clr: [await presented([await claim('ldp_vc'), licence], asked)] });
  expect([refused.status, refused.body.error_description]).toEqual([
    422,
    expect.stringContaining('/vp_token/clr/0/verifiableCredential/1'),
  ]);
});

test('an answer is refused that is too large, too late, or of too many presentations', async () => {
  const asked = await here.ask({ expires: 60 });
  const large = await here.post(asked.responsePath, { vp_token: 'x'.repeat(1024 * 1024) });
  expect(large.status).toBe(413);
  const many = await send(
    asked,
    Array.from({ length: 21 }, () => 'a.b.c'),
  );
  expect(many.status).toBe(400);
  const good = [await presented([await claim('ldp_vc')], asked)];
  here.service.pass(61);
  expect((await send(asked, { clr: good })).status).toBe(410);
  expect((await here.ownerOf(asked)).state).toBe('expired');
});
