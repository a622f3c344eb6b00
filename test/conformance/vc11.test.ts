/** Verifiable Credentials Data Model 1.1 over HTTP: what is issued, what is refused, what is verified. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { type Members, useService } from './service.ts';
import type { Met, Statement } from './statements.ts';
import { VC11 } from './vc11-statements.ts';

const BASE = 'https://www.w3.org/2018/credentials/v1';
const TERMS = 'https://example.org/#';

const service = useService({ '@context': [BASE], issuanceDate: '2020-01-01T19:23:24Z' });
const { credential, issue, refused, verify, verifyVp, sign, jwt, verifyBroken, presentation } = service;

/** Presentations of version 1.1 name the context of the proof’s own terms. */
const SIGNED = [BASE, 'https://w3id.org/security/data-integrity/v2'];
const presented = async (members: Members = {}) =>
  verifyVp(await sign(presentation({ '@context': SIGNED, ...members })));

const TYPED = ['credentialStatus', 'credentialSchema', 'refreshService', 'termsOfUse', 'evidence'] as const;
const part = (name: string): JsonObject => ({ id: `did:example:${name}`, type: `${TERMS}${name}` });

/** A credential in the claims of a JWT. */
const claimed = async (claims: JsonObject, members: Members = {}) => {
  const { controller } = service.holder();
  const vc = credential({ issuer: controller, ...members });
  return verify(await jwt({ iss: controller, ...claims, vc }, 'JWT'));
};

const CASES: Record<Met<typeof VC11>, () => Promise<void>> = {
  secured: async () => {
    const issued = await issue();
    expect(issued['proof']).toMatchObject({ proofPurpose: 'assertionMethod' });
    expect((await verify(issued)).verified).toBe(true);
    expect((await verify({ ...issued, id: 'urn:x:other' })).codes).not.toEqual([]);
    expect(await verify(credential())).toMatchObject({ verified: false, codes: ['proof-missing'] });
  },
  context: async () => {
    for (const contexts of [undefined, ['https://w3id.org/security/data-integrity/v2', BASE], [BASE, 5]]) {
      expect(await refused({ '@context': contexts })).toMatch(/^\/@context/);
      expect((await verifyBroken({ '@context': contexts })).verified).toBe(false);
    }
  },
  id: async () => {
    await issue({ id: 'urn:uuid:86294362-4254-4f36-854f-3952fe42555d' });
    for (const id of ['3732', ['urn:x:1', 'urn:x:2'], null]) expect(await refused({ id })).toBe('/id');
    expect(await refused({ credentialSubject: { id: 'me' } })).toBe('/credentialSubject/id');
  },
  type: async () => {
    await issue({ type: ['VerifiableCredential', `${TERMS}A`] });
    for (const type of [undefined, [], [`${TERMS}A`]]) {
      expect(await refused({ type })).toBe('/type');
      expect((await verifyBroken({ type })).verified).toBe(false);
    }
    await refused({ type: ['VerifiableCredential', 'Unmapped'] });
  },
  'type-parts': async () => {
    for (const name of TYPED) {
      const { type: _, ...untyped } = part(name);
      expect(await refused({ [name]: untyped })).toBe(`/${name}/type`);
      const { id: __, ...nameless } = part(name);
      if (['termsOfUse', 'evidence'].includes(name)) await issue({ [name]: nameless });
      else expect(await refused({ [name]: nameless })).toBe(`/${name}/id`);
    }
  },
  subject: async () => {
    await issue({ credentialSubject: [{ id: 'did:example:1' }, { id: 'did:example:2' }] });
    for (const credentialSubject of [undefined, {}, [{ id: 'did:example:1' }, {}]]) {
      expect(await refused({ credentialSubject })).toMatch(/^\/credentialSubject/);
      expect((await verifyBroken({ credentialSubject })).codes).toContain('structure-invalid');
    }
  },
  issuer: async () => {
    await issue({ issuer: { id: service.issuer() } });
    for (const wrong of ['not-a-uri', null, { id: null }, 5]) {
      expect(await refused({ issuer: wrong })).toBe('/issuer');
      expect((await verifyBroken({ issuer: wrong })).verified).toBe(false);
    }
  },
  'issuance-date': async () => {
    for (const issuanceDate of [undefined, 'yesterday', 5]) {
      expect(await refused({ issuanceDate })).toBe('/issuanceDate');
      expect((await verifyBroken({ issuanceDate })).codes).toContain('structure-invalid');
    }
    expect((await verifyBroken({ issuanceDate: '2090-01-01T00:00:00Z' })).codes).toEqual(['not-yet-valid']);
  },
  'expiration-date': async () => {
    await issue({ expirationDate: '2090-01-01T00:00:00Z' });
    expect(await refused({ expirationDate: 'some day' })).toBe('/expirationDate');
    expect((await verifyBroken({ expirationDate: 'some day' })).codes).toContain('structure-invalid');
    expect((await verifyBroken({ expirationDate: '2021-01-01T00:00:00Z' })).codes).toEqual(['expired']);
  },
  status: async () => {
    const credentialStatus = part('Status');
    expect(await verify(await issue({ credentialStatus }))).toMatchObject({
      verified: false,
      codes: ['status-unsupported'],
    });
  },
  presentation: async () => {
    const verifiableCredential = [await issue()];
    const { controller } = service.holder();
    expect((await presented({ holder: controller, verifiableCredential })).verified).toBe(true);
    for (const type of [undefined, ['OtherPresentation']])
      expect((await verifyVp(presentation({ type, verifiableCredential }))).codes).not.toEqual([]);
    const vp = await jwt(
      { iss: controller, vp: presentation({ holder: { id: 'nobody' }, verifiableCredential }) },
      'JWT',
    );
    expect((await verifyVp(vp)).codes).toContain('structure-invalid');
    const signed = await sign(presentation({ '@context': SIGNED, verifiableCredential }));
    expect((await verifyVp({ ...signed, id: 'urn:x:other' })).codes).not.toEqual([]);
  },
  redefinition: async () => {
    await refused({ '@context': [BASE, { VerifiableCredential: `${TERMS}Bad` }] });
  },
  'jwt-claims': async () => {
    const { controller } = service.holder();
    expect((await claimed({ jti: 'urn:x:1', sub: 'did:example:subject' })).verified).toBe(true);
    expect((await claimed({ nbf: 1577906604 }, { issuanceDate: undefined })).verified).toBe(true);
    for (const claims of [{ jti: 'urn:x:2' }, { sub: 'did:example:other' }, { nbf: 1, exp: 4102444800 }])
      expect((await claimed(claims, { id: 'urn:x:1' })).codes).toContain('envelope-mismatch');
    expect((await claimed({ exp: 1600000000 })).codes).toEqual(['expired']);
    expect((await claimed({ iss: 'did:example:other' }, { issuer: controller })).verified).toBe(false);
  },
};

describe(VC11.title, () => {
  const statements: [string, Statement][] = Object.entries(VC11.statements);
  test.each(statements.filter(([, { unmet }]) => unmet === undefined))('%s', async (name) => {
    await CASES[name as Met<typeof VC11>]();
  });

  test('form-read: not met', async () => {
    expect(await verifyBroken({ id: '3732' })).toEqual({ verified: true, codes: [], types: [] });
  });
});
