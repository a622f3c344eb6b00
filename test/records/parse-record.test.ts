import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import type { Json } from '../../src/kernel/json.ts';
import { isNativeRecord, parseRecord } from '../../src/records/parse-record.ts';
import { anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';

const clr = aRecord().withCourses(1).build();
const assertion = anAssertion(0);
const endorsement = {
  id: 'urn:e',
  type: 'Endorsement',
  issuer: { id: 'urn:i' },
  issuedOn: '2024-01-01T00:00:00Z',
  claim: { id: 'urn:x' },
};
const without = (value: Record<string, Json>, ...names: string[]) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

describe('parseRecord', () => {
  it.each<[string, Json, string]>([
    ['a Clr', clr, 'clr-1.0'],
    ['a Clr without type', without(clr, 'type'), 'clr-1.0'],
    ['a Clr that has only its type', { type: 'Clr' }, 'clr-1.0'],
    ['a Clr with a list of types', { ...clr, type: ['Clr'] }, 'clr-1.0'],
    ['a ClrSet', { type: 'ClrSet' }, 'clr-set'],
    ['a ClrSet by its members', { signedClrs: [] }, 'clr-set'],
    ['an assertion', assertion, 'assertion'],
    ['an assertion without type', without(assertion, 'type'), 'assertion'],
    ['a revoked assertion', { id: 'urn:a', type: 'Assertion', revoked: true }, 'assertion'],
    ['an endorsement', endorsement, 'endorsement'],
    ['an endorsement without type', without(endorsement, 'type'), 'endorsement'],
    ['the body of postClr', { '@context': 'x', clr }, 'clr-1.0'],
    ['the body of postClr, signed', { signedClr: unverifiedJws(clr) }, 'signed-clr'],
    ['a signed Clr', unverifiedJws(clr), 'signed-clr'],
    ['a signed Clr with white space around it', `\n${unverifiedJws(clr)}\n`, 'signed-clr'],
    ['a signed ClrSet', unverifiedJws({ type: 'ClrSet', clrs: [] }), 'signed-clr-set'],
    ['a signed assertion', unverifiedJws(without(assertion, 'type')), 'signed-assertion'],
    ['a signed endorsement', unverifiedJws(endorsement), 'signed-endorsement'],
    ['a credential', { type: ['VerifiableCredential'], credentialSubject: {} }, 'vc'],
    ['a credential without type', { issuer: 'did:example:1', credentialSubject: {} }, 'vc'],
    [
      'a credential about a Clr',
      { type: ['VerifiableCredential'], issuer: 'x', credentialSubject: clr },
      'vc',
    ],
    ['a CLR 2.0', { type: ['VerifiableCredential', 'ClrCredential'] }, 'clr-2.0'],
    ['an Open Badge 3.0', { type: ['VerifiableCredential', 'OpenBadgeCredential'] }, 'ob-3.0'],
    ['an achievement credential', { type: ['VerifiableCredential', 'AchievementCredential'] }, 'ob-3.0'],
    ['a presentation', { type: 'VerifiablePresentation' }, 'vp'],
    ['an enveloped credential', { type: 'EnvelopedVerifiableCredential', id: 'data:x' }, 'enveloped-vc'],
    ['an enveloped presentation', { type: ['EnvelopedVerifiablePresentation'] }, 'enveloped-vp'],
    [
      'a VC-JWT with claim vc',
      unverifiedJws({ iss: 'did:example:1', vc: { type: ['VerifiableCredential'] } }),
      'vc-jwt',
    ],
    [
      'a VC-JWT with members at the root',
      unverifiedJws({ type: ['VerifiableCredential', 'OpenBadgeCredential'] }),
      'vc-jwt',
    ],
    ['a VP-JWT with claim vp', unverifiedJws({ vp: { type: ['VerifiablePresentation'] } }), 'vp-jwt'],
    ['a VP-JWT with members at the root', unverifiedJws({ type: 'VerifiablePresentation' }), 'vp-jwt'],
  ])('recognises %s', (_, value, kind) => {
    expect(parseRecord(value).kind).toBe(kind);
  });

  it('hands the record on as it came', () => {
    const parsed = parseRecord(clr);
    expect(isNativeRecord(parsed) && 'record' in parsed && parsed.record).toBe(clr);
    const jws = unverifiedJws(clr);
    expect(parseRecord(jws)).toMatchObject({ jws, payload: clr, header: { alg: 'RS256' } });
    expect(isNativeRecord(parseRecord({ type: 'VerifiablePresentation' }))).toBe(false);
  });

  it.each<[string, Json, RegExp]>([
    [
      'an Open Badge 2.0',
      { type: 'Assertion', badge: 'https://example.org/b', recipient: {}, issuedOn: 'x' },
      /Open Badge 2\.0 assertion/,
    ],
    ['a badge class', { type: 'BadgeClass', name: 'x' }, /BadgeClass/],
    ['a DID document', { id: 'did:web:example.org', verificationMethod: [] }, /DID document/],
    ['a JSON Schema', { $schema: 'https://json-schema.org/draft/2020-12/schema' }, /JSON Schema/],
    [
      'a credential offer',
      { credential_issuer: 'https://example.org', credential_configuration_ids: [] },
      /OpenID credential offer/,
    ],
    ['the link of an offer', 'openid-credential-offer://?credential_offer=x', /OpenID credential offer/],
    ['both clr and signedClr', { clr, signedClr: unverifiedJws(clr) }, /exactly one/],
    ['a request body', { verifiableCredential: {} }, /member verifiableCredential/],
    ['a list of records', [clr], /list of 1, the first of which has the type Clr/],
    ['an empty list', [], /empty list/],
    ['a list of lists', [[1]], /list of 1/],
    ['a text', 'hello', /is a text/],
    ['a web page', '<!DOCTYPE html><html>', /web page/],
    ['an address', 'https://example.org/clr/1', /is an address/],
    ['a DID', 'did:key:z6Mk', /is a DID/],
    ['an SD-JWT', `${unverifiedJws({ vct: 'x' })}~WyJ4Il0~`, /SD-JWT/],
    ['JSON in a text', '{"type":"Clr"}', /JSON inside a text/],
    ['a number', 5, /is a number/],
    ['a boolean', true, /is a boolean/],
    ['null', null, /is null/],
    ['an empty object', {}, /empty object/],
    ['an achievement', { type: 'Achievement', name: 'x' }, /achievement without the assertion/],
    ['a profile', { type: 'Profile', name: 'x' }, /profile/],
    ['a key', { kty: 'OKP' }, /JSON Web Key/],
    ['a revocation list', { id: 'x', revokedAssertions: [] }, /revocation list/],
    ['something else', { colour: 'red', size: 4 }, /object with colour, size/],
    ['a JWT about nothing', unverifiedJws({ sub: 'me' }), /payload of the JWS .*object with sub/],
  ])('says what it looks like instead: %s', (_, value, message) => {
    expect(() => parseRecord(value)).toThrow(message);
    try {
      parseRecord(value);
    } catch (error) {
      expect((error as BridgeError).code).toBe('record-unrecognised');
    }
  });

  it('says what is wrong with a broken JWS', () => {
    expect(() => parseRecord(unverifiedJws('text'))).toThrow(BridgeError);
    expect(() => parseRecord(`${unverifiedJws(clr)}=`)).toThrow(/signature of the JWS is not base64url/);
  });
});
