/** Who learned, who is named and who signs, on the way to CLR 2.0. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { mintId } from '../../src/records/conversion/mint.ts';
import type { Achievement, Assertion, Clr } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord } from '../fixtures/arbitrary-clr.ts';
import { BRIDGE, opened } from './upgraded.ts';

const SUBJECT = 'urn:uuid:0b7a3c52-6d0e-4c1e-9a56-1f6c1f0b7a01';
const COLLEGE = 'https://college.example.edu/profile';
const sha256 = (text: string) => `sha256$${createHash('sha256').update(text).digest('hex')}`;

const LEARNER: JsonObject = {
  id: SUBJECT,
  name: 'Ana Ñandú',
  email: 'ana@example.edu',
  sourcedId: 'sourced-7',
  studentId: 'S1',
  telephone: '555-0100',
  url: 'https://ana.example',
  address: { streetAddress: 'Rivierkade 4' },
  birthDate: '2001-02-03',
  'vendor:shoe': 'size 38',
  identifiers: [{ identifier: 'isbn-1', identifierType: 'ext:isbn' }],
};

const about = (recipient: Json, learner: JsonObject = LEARNER) =>
  aRecord()
    .withAssertions(anAssertion(0, { recipient } as unknown as Partial<Assertion>))
    .with({ learner } as unknown as Partial<Clr>)
    .build();
const byId = { type: 'id', identity: SUBJECT, hashed: false };
const identity = (identityType: string, identityHash: string, more: JsonObject = {}): JsonObject => ({
  type: 'IdentityObject',
  hashed: false,
  identityHash,
  identityType,
  ...more,
});

describe('the learner', () => {
  it('is an id and its identifiers', () => {
    const { subject, losses, rest } = opened(about(byId));
    expect(subject['id']).toBe(SUBJECT);
    expect(subject['identifier']).toEqual([
      identity('name', 'Ana Ñandú'),
      identity('emailAddress', 'ana@example.edu'),
      identity('sourcedId', 'sourced-7'),
      identity('ext:studentId', 'S1'),
      identity('isbn', 'isbn-1'),
    ]);
    const dropped = losses.filter(({ code }) => code === 'personal-dropped');
    expect(dropped.map(({ pointer }) => pointer)).toEqual([
      '/learner/telephone',
      '/learner/url',
      '/learner/address',
      '/learner/birthDate',
      '/learner/vendor:shoe',
    ]);
    expect(dropped.some((loss) => 'value' in loss)).toBe(false);
    expect(Object.keys(rest).some((key) => key.startsWith('/learner'))).toBe(false);
  });

  it('is its id alone, or all of it', () => {
    const none = opened(about(byId), { personal: 'none' });
    expect(none.subject).not.toHaveProperty('identifier');
    expect(none.losses.filter(({ code }) => code === 'personal-dropped')).toHaveLength(10);
    const text = JSON.stringify([none.record, none.losses]);
    for (const secret of ['Ana', 'ana@', 'sourced-7', '555', 'Rivier', '2001', 'size 38', 'isbn-1'])
      expect(text).not.toContain(secret);

    const all = opened(about(byId), { personal: 'all' });
    expect(all.subject['identifier']).toEqual([
      ...(opened(about(byId)).subject['identifier'] as Json[]),
      identity('ext:telephone', '555-0100'),
      identity('ext:url', 'https://ana.example'),
    ]);
    expect(all.rest).toMatchObject({
      '/learner/address': { streetAddress: 'Rivierkade 4' },
      '/learner/birthDate': '2001-02-03',
      '/learner/vendor:shoe': 'size 38',
    });
  });

  it('has a name made of its parts where it has none', () => {
    const learner = { id: SUBJECT, familyName: 'Ñandú', additionalName: 'Luz', givenName: 'Ana' };
    const { subject, rest, codesAt } = opened(about(byId, learner));
    expect(subject['identifier']).toEqual([identity('name', 'Ana Luz Ñandú')]);
    expect(rest).toMatchObject({
      '/learner/givenName': 'Ana',
      '/learner/additionalName': 'Luz',
      '/learner/familyName': 'Ñandú',
      '#added': expect.arrayContaining(['/credentialSubject/identifier/0']),
    });
    expect(codesAt('/learner/name')).toEqual(['filled']);
    expect(opened(about(byId, { ...learner, name: '' })).rest['/learner/name']).toBe('');
    expect(opened(about(byId, learner), { personal: 'none' }).subject).not.toHaveProperty('identifier');
  });

  it('gets another id where one is given', () => {
    const options = { learnerId: 'did:key:z6MkLearner' };
    const { subject, subjects, codesAt } = opened(about(byId), options);
    expect(subject['id']).toBe('did:key:z6MkLearner');
    expect(subjects[0]?.['id']).toBe('did:key:z6MkLearner');
    expect(subject['identifier']).toContainEqual(identity('identifier', SUBJECT));
    expect(codesAt('/learner/id')).toEqual(['learner-id-replaced']);
    expect(codesAt('/assertions/0/recipient')).toEqual(['learner-id-replaced']);
    const none = opened(about(byId), { ...options, personal: 'none' });
    expect(JSON.stringify(none.record)).not.toContain(SUBJECT);
    const same = opened(about(byId), { learnerId: SUBJECT });
    expect(same.codesAt('/learner/id')).toEqual([]);
  });

  it('has an id derived where its own is no URI', () => {
    const learner = { id: 'student 7', name: 'Ana' };
    const { subject, subjects, rest, rests } = opened(about({ ...byId, identity: 'student 7' }, learner));
    const id = mintId('id', 'urn:uuid:4a0f2f5e-77a1-4a53-8b3f-0c6f6b2f1d11', 'student 7');
    expect([subject['id'], subjects[0]?.['id']]).toEqual([id, id]);
    expect(rest['/learner/id']).toBe('student 7');
    expect(rests[0]?.['/recipient/identity']).toBe('student 7');
  });

  it.each(['ext:studentId', 'ext:telephone', 'ext:url', 'ext:name', 'ext:emailAddress'])(
    'may be read otherwise later: %s',
    (identifierType) => {
      const listed = [{ identifier: '9', identifierType }];
      const learner = { id: SUBJECT, identifiers: listed };
      expect(opened(about(byId, learner)).codesAt('/learner/identifiers')).toEqual([
        'identifier-type-ambiguous',
      ]);
      const full = opened(about(byId, { ...LEARNER, identifiers: listed }), { personal: 'all' });
      // those two stand behind the identifiers, so the identifier would be found first
      const later = identifierType === 'ext:telephone' || identifierType === 'ext:url';
      expect(full.codesAt('/learner/identifiers')).toEqual(later ? ['identifier-type-ambiguous'] : []);
    },
  );
});

describe('the recipient', () => {
  const seen = (recipient: Json, learner?: JsonObject, options = {}) => {
    const { subjects, rests, codesAt, subject } = opened(about(recipient, learner), options);
    const { id, identifier } = subjects[0] as JsonObject;
    return {
      id,
      identifier,
      rest: rests[0] as JsonObject,
      codes: codesAt('/assertions/0/recipient'),
      subject,
    };
  };

  it('is the learner by id', () => {
    const { id, identifier, rest, codes } = seen({ ...byId, salt: 's', id: 'urn:example:r' });
    expect([id, identifier]).toEqual([SUBJECT, undefined]);
    expect(rest).toMatchObject({ '/recipient/salt': 's', '/recipient/id': 'urn:example:r' });
    expect(codes).toEqual(['carried', 'carried']);
  });

  it('is the learner by another member, which stays beside the id', () => {
    const email = { type: 'email', identity: 'ana@example.edu', hashed: false };
    expect(seen(email)).toMatchObject({
      id: SUBJECT,
      identifier: [identity('emailAddress', 'ana@example.edu')],
      codes: [],
    });
    expect(seen(email, LEARNER, { personal: 'none' })).toMatchObject({
      id: SUBJECT,
      identifier: undefined,
      codes: ['personal-dropped'],
    });
    const telephone = { type: 'telephone', identity: '555-0100', hashed: false };
    expect(seen(telephone)).toMatchObject({
      id: SUBJECT,
      identifier: undefined,
      codes: ['personal-dropped'],
    });
    expect(seen(telephone, LEARNER, { personal: 'all' })).toMatchObject({
      identifier: [identity('ext:telephone', '555-0100')],
    });
  });

  it('is the learner in another case, or by the IRI of the member: carried as it is written', () => {
    const email = { type: 'email', identity: 'ANA@example.edu', hashed: false };
    const { id, identifier, rest } = seen(email);
    expect([id, identifier]).toEqual([SUBJECT, [identity('emailAddress', 'ANA@example.edu')]]);
    expect(rest['/recipient']).toEqual(email);
    const iri = seen({ ...byId, type: 'https://schema.org/id' });
    expect(iri.rest['/recipient/type']).toBe('https://schema.org/id');
  });

  it('is the learner by a hash that agrees, and is hidden in the record too', () => {
    const hash = sha256('ana@example.edusalt');
    const { id, identifier, subject } = seen({ type: 'email', identity: hash, hashed: true, salt: 'salt' });
    expect([id, identifier]).toEqual([
      SUBJECT,
      [identity('emailAddress', hash, { hashed: true, salt: 'salt' })],
    ]);
    expect(JSON.stringify(subject)).not.toContain('ana@example.edu');
    // also where the assertion that hides it is set aside
    const recipient = { type: 'email', identity: hash, hashed: true, salt: 'salt' };
    const revoked = anAssertion(1, { recipient, revoked: true } as unknown as Partial<Assertion>);
    const two = { ...about(byId), assertions: [anAssertion(0), revoked] } as unknown as JsonObject;
    expect(JSON.stringify(opened(two).subject)).not.toContain('ana@example.edu');
    const all = seen({ type: 'email', identity: hash, hashed: true, salt: 'salt' }, LEARNER, {
      personal: 'all',
    });
    expect(JSON.stringify(all.subject)).toContain('ana@example.edu');
  });

  it('is nobody known by a hash that cannot be compared', () => {
    const { email: _, ...silent } = LEARNER;
    const hashed = { type: 'email', identity: sha256('x'), hashed: true };
    expect(seen(hashed, silent)).toMatchObject({ id: undefined, codes: ['recipient-unchecked'] });
    expect(seen({ type: 'email', identity: 'x@example.edu', hashed: false }, silent)).toMatchObject({
      id: undefined,
      identifier: [identity('emailAddress', 'x@example.edu')],
      codes: ['recipient-unchecked'],
    });
  });

  it.each<[JsonObject, JsonObject]>([
    [{ type: 'id', identity: 'urn:example:bob', hashed: false }, identity('identifier', 'urn:example:bob')],
    [
      { type: 'email', identity: 'bob@example.edu', hashed: false },
      identity('emailAddress', 'bob@example.edu'),
    ],
    [
      { type: 'email', identity: sha256('bob@example.edu'), hashed: true },
      identity('emailAddress', sha256('bob@example.edu'), { hashed: true }),
    ],
  ])('is somebody else, and then has no id: %j', (recipient, expected) => {
    expect(seen(recipient)).toMatchObject({
      id: undefined,
      identifier: [expected],
      codes: ['recipient-mismatch'],
    });
  });

  it('is taken as the learner where none is named', () => {
    const { id, rest, codes } = seen(null);
    expect(id).toBe(SUBJECT);
    expect(rest['#added']).toContain('/credentialSubject/id');
    expect(codes).toEqual(['null-dropped', 'recipient-missing']);
  });

  it('is carried where it cannot be read, or of a kind that CLR 1.0 has not', () => {
    expect(seen('Ana')).toMatchObject({
      id: undefined,
      identifier: undefined,
      rest: { '/recipient': 'Ana' },
      codes: ['recipient-unchecked'],
    });
    const other = { type: 'ext:passport', identity: 'P1', hashed: false };
    expect(seen(other)).toMatchObject({
      id: undefined,
      identifier: [identity('ext:passport', 'P1')],
      rest: { '/recipient': other },
    });
    expect(seen({ identity: 'P1' })).toMatchObject({ identifier: [identity('identifier', 'P1')] });
  });

  it('says whether it is hashed, or is taken as plain', () => {
    expect(seen({ type: 'id', identity: SUBJECT })).toMatchObject({ id: SUBJECT, codes: ['hashed-assumed'] });
    const text = seen({ type: 'email', identity: sha256('ana@example.edu'), hashed: 'true', salt: 5 });
    expect(text).toMatchObject({ id: SUBJECT, rest: { '/recipient/hashed': 'true', '/recipient/salt': 5 } });
  });
});

describe('the issuer', () => {
  const museum = { id: 'https://museum.example', name: 'Museum', description: 'Old things.', 'vendor:x': 1 };
  const clr = aRecord()
    .withAssertions(anAssertion(0), anAssertion(1, { achievement: aCourse(1, { issuer: museum as never }) }))
    .build();

  it('is the signer, whoever is named', () => {
    const { record, badges, awarded, rest, losses } = opened(clr);
    expect([record, ...badges].map(({ issuer }) => issuer)).toEqual([BRIDGE, BRIDGE, BRIDGE]);
    expect(awarded[1]?.['creator']).toMatchObject({ id: 'https://museum.example', name: 'Museum' });
    expect(rest['/publisher']).toMatchObject({ id: COLLEGE });
    expect(losses.filter(({ code }) => code === 'issuer-replaced').map(({ pointer }) => pointer)).toEqual([
      '/publisher',
      '/assertions/0/achievement/issuer',
      '/assertions/1/achievement/issuer',
    ]);
    expect(record['evidence']).toEqual([
      {
        id: clr['id'],
        type: ['Evidence'],
        name: 'Source record (CLR 1.0)',
        narrative: 'Published by Example College, converted by Bridge.',
      },
    ]);
  });

  it('has the name and the members of the one it speaks for, under its own id', () => {
    const { record, badges, awarded, rest, rests, codesAt } = opened(clr, {
      speaksFor: ['https://museum.example', COLLEGE],
    });
    expect(badges[1]?.['issuer']).toEqual({
      id: BRIDGE.id,
      type: ['Profile'],
      name: 'Museum',
      description: 'Old things.',
    });
    expect(awarded[1]?.['creator']).toMatchObject({ id: 'https://museum.example' });
    expect(record['issuer']).toEqual({ id: BRIDGE.id, type: ['Profile'], name: 'Example College' });
    expect(rest).toMatchObject({
      '/publisher/id': COLLEGE,
      '/publisher/revocationList': 'https://college.example.edu/revocations',
    });
    expect(Object.keys(rests[1] as JsonObject).filter((key) => key.includes('issuer'))).toEqual([
      '/achievement/issuer/vendor:x',
    ]);
    expect(codesAt('/publisher')).toEqual(['carried', 'carried']);
    expect(codesAt('/assertions/1/achievement/issuer')).toEqual(['carried']);
  });

  it('is a profile even where its type is left unsaid', () => {
    const { record } = opened(clr, { issuer: { id: 'did:web:b.example' } });
    expect(record['issuer']).toEqual({ id: 'did:web:b.example', type: ['Profile'] });
    expect(record['evidence']).toMatchObject([
      { narrative: 'Published by Example College, converted by did:web:b.example.' },
    ]);
  });
});

describe('an endorsement', () => {
  const endorsement = (id: string, issuer: string, claim: string, more: JsonObject = {}): JsonObject => ({
    id,
    issuer: { id: issuer, name: 'Guild', 'vendor:x': 1 },
    issuedOn: '2024-01-01T00:00:00Z',
    claim: { id: claim, endorsementComment: 'Very good.' },
    verification: { type: 'Hosted' },
    ...more,
  });
  const record = (...endorsements: JsonObject[]) =>
    aRecord()
      .withAssertions(
        anAssertion(0, {
          endorsements,
          signedEndorsements: ['a.b.c'],
          achievement: aCourse(0, { endorsements } as unknown as Partial<Achievement>),
        } as unknown as Partial<Assertion>),
      )
      .build();

  it('of somebody else is carried, since nobody else can give it again', () => {
    const given = endorsement('urn:example:e', 'https://guild.example', 'urn:example:assertion-0');
    const { badges, rests, codesAt } = opened(record(given));
    expect(badges[0]).not.toHaveProperty('endorsement');
    expect(rests[0]).toMatchObject({ '/endorsements': [given], '/signedEndorsements': ['a.b.c'] });
    expect(codesAt('/assertions/0/endorsements')).toEqual(['endorsement-not-convertible']);
    expect(codesAt('/assertions/0/signedEndorsements')).toEqual(['carried']);
  });

  it('of whom the signer speaks for is given again, of the new credential', () => {
    const ours = endorsement('urn:example:e', 'https://guild.example', 'urn:example:assertion-0');
    const other = endorsement('urn:example:f', 'https://other.example', 'urn:example:assertion-0');
    const { badges, awarded, rests, codesAt } = opened(record(other, ours), {
      speaksFor: ['https://guild.example'],
    });
    const [given] = (badges[0]?.['endorsement'] ?? []) as JsonObject[];
    expect(given).toEqual({
      '@context': badges[0]?.['@context'],
      id: mintId('credential', BRIDGE.id, 'urn:example:e'),
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Endorsement',
      issuer: { id: BRIDGE.id, type: ['Profile'], name: 'Guild' },
      validFrom: '2024-01-01T00:00:00Z',
      awardedDate: '2024-01-01T00:00:00Z',
      credentialSubject: {
        id: badges[0]?.['id'],
        type: ['EndorsementSubject'],
        endorsementComment: 'Very good.',
      },
      evidence: [
        {
          id: 'urn:example:e',
          type: ['Evidence'],
          name: 'Source record (CLR 1.0)',
          narrative: 'Published by Example College, converted by Bridge.',
        },
      ],
      clr1Rest: {
        '/id': 'urn:example:e',
        '/issuer/vendor:x': 1,
        '/issuer/id': 'https://guild.example',
        '/claim/id': 'urn:example:assertion-0',
        '#added': ['/name', '/evidence/0'],
      },
    });
    expect(awarded[0]?.['endorsement']).toHaveLength(1);
    expect(rests[0]).toMatchObject({ '/endorsements/0': other });
    expect(codesAt('/assertions/0/endorsements/1')).toEqual([
      'id-reissued',
      'carried',
      'carried',
      'id-reissued',
      'verification-dropped',
    ]);
  });

  it('that is revoked is not, and one that lacks what it needs refuses', () => {
    const speaksFor = ['https://guild.example'];
    const revoked = endorsement('urn:example:e', 'https://guild.example', 'urn:x-y:z', { revoked: true });
    const { codesAt, record: made } = opened(record(revoked), { speaksFor });
    expect(codesAt('/assertions/0/endorsements')).toEqual(['revoked-set-aside']);
    expect(made).not.toHaveProperty('partial');
    const missing = endorsement('', 'https://guild.example', 'x', { claim: null, issuedOn: null });
    expect(() => opened(record(missing), { speaksFor })).toThrow(
      expect.objectContaining({
        code: 'record-invalid',
        errors: expect.arrayContaining([
          expect.objectContaining({ code: 'id-missing', pointer: '/assertions/0/endorsements/0/id' }),
          expect.objectContaining({ code: 'id-missing', pointer: '/assertions/0/endorsements/0/claim/id' }),
          expect.objectContaining({
            code: 'required-missing',
            pointer: '/assertions/0/endorsements/0/issuedOn',
          }),
        ]),
      }),
    );
  });
});
