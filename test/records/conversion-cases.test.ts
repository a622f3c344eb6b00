/** Records that are hard to convert, each there and back, and what CLR 2.0 says of them in between. */
import { describe, expect, it } from 'vitest';
import { asArray, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { mintId } from '../../src/records/conversion/mint.ts';
import { downgrade } from '../../src/records/downgrade.ts';
import { hashIdentity } from '../../src/records/match-identity.ts';
import type { Achievement, Assertion } from '../../src/records/types-clr1.ts';
import { aCourse, anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { ISSUER, roundTrip } from '../fixtures/round-trip.ts';

const COLLEGE = 'https://college.example.edu/profile';

const subjectOf = (record: JsonObject) => record['credentialSubject'] as JsonObject;
const badgesOf = (record: JsonObject) => subjectOf(record)['verifiableCredential'] as JsonObject[];
const recipientsOf = (record: JsonObject) =>
  badgesOf(record).map((badge) => {
    const { id, identifier } = subjectOf(badge);
    return { ...(id === undefined ? {} : { id }), ...(identifier === undefined ? {} : { identifier }) };
  });
const codesOf = (losses: { code: string; pointer: string }[], ...codes: string[]) =>
  losses.filter(({ code }) => codes.includes(code)).map(({ code, pointer }) => `${code} ${pointer}`);
/** Real records have what their types forbid. */
const loose = (value: JsonObject) => value as Partial<Assertion> & Partial<Achievement>;

describe('there and back', () => {
  it('with ids that are no URIs', () => {
    const course = loose({
      id: '12345',
      resultDescriptions: [
        {
          id: 'grade 1',
          name: 'Grade',
          resultType: 'LetterGrade',
          requiredLevel: 'good',
          rubricCriterionLevels: [{ id: 'good', name: 'Good' }],
        },
      ],
      associations: [{ associationType: 'precedes', targetId: '67890', title: 'Next' }],
    });
    const results = [{ resultDescription: 'grade 1', achievedLevel: 'good', value: 'B' }];
    const record = aRecord()
      .withAssertions(
        anAssertion(1, { achievement: aCourse(1, course), results }),
        anAssertion(2, { achievement: aCourse(2, { id: '67890' }), results: [] }),
      )
      .build();
    const { up } = roundTrip(record);
    const clrId = String(record['id']);
    expect(subjectOf(up.record)['association']).toEqual([
      {
        type: 'Association',
        associationType: 'precedes',
        sourceId: mintId('id', clrId, '12345'),
        targetId: mintId('id', clrId, '67890'),
      },
    ]);
    expect(subjectOf(badgesOf(up.record)[0] as JsonObject)['result']).toMatchObject([
      { resultDescription: mintId('id', clrId, 'grade 1'), achievedLevel: mintId('id', clrId, 'good') },
    ]);
  });

  it('with what gets no new signature', () => {
    const assertion = (more: JsonObject): Assertion => {
      const { achievement: _, ...rest } = anAssertion(7);
      return { ...rest, id: `urn:example:aside-${JSON.stringify(more)}`, ...more } as Assertion;
    };
    const record = aRecord()
      .withAssertions(
        assertion({ achievement: aCourse(7), revoked: true, revocationReason: 'Fraud' }),
        anAssertion(1),
        assertion({}),
        assertion({ badge: 'https://badges.example/1' }),
        anAssertion(2),
      )
      .with({ signedAssertions: ['eyJ.no.jws'], partial: false })
      .build();
    const { up } = roundTrip(record);
    expect(badgesOf(up.record)).toHaveLength(2);
    expect(up.record['partial']).toBe(true);
    expect(
      codesOf(
        up.losses,
        'revoked-set-aside',
        'achievement-missing',
        'badge-unresolved',
        'jws-unreadable',
        'partial-set',
      ),
    ).toEqual([
      'revoked-set-aside /assertions/0',
      'achievement-missing /assertions/2',
      'badge-unresolved /assertions/3',
      'jws-unreadable /signedAssertions/0',
      'partial-set /partial',
    ]);
  });

  it('with recipients of every kind', () => {
    const email = 'ana@example.edu';
    const recipients: (JsonObject | undefined)[] = [
      { type: 'id', identity: 'urn:uuid:0b7a3c52-6d0e-4c1e-9a56-1f6c1f0b7a01', hashed: false },
      { type: 'email', identity: hashIdentity(email, 's'), hashed: true, salt: 's' },
      { type: 'studentId', identity: hashIdentity('S1'), hashed: true },
      { type: 'email', identity: 'bob@example.edu', hashed: false },
      undefined,
      { type: 'id', identity: 'urn:example:bob', hashed: false },
    ];
    const assertions = recipients.map((recipient, i) => {
      const { recipient: _, ...rest } = anAssertion(i);
      return { ...rest, ...(recipient ? { recipient } : {}) } as Assertion;
    });
    const record = aRecord()
      .withAssertions(...assertions)
      .build();
    const { up } = roundTrip(record);
    const id = 'urn:uuid:0b7a3c52-6d0e-4c1e-9a56-1f6c1f0b7a01';
    const identity = (identityType: string, identityHash: string, more: JsonObject) => ({
      identifier: [{ type: 'IdentityObject', identityType, identityHash, ...more }],
    });
    expect(recipientsOf(up.record)).toEqual([
      { id },
      { id, ...identity('emailAddress', hashIdentity(email, 's'), { hashed: true, salt: 's' }) },
      identity('ext:studentId', hashIdentity('S1'), { hashed: true }),
      identity('emailAddress', 'bob@example.edu', { hashed: false }),
      { id },
      identity('identifier', 'urn:example:bob', { hashed: false }),
    ]);
    expect(
      codesOf(
        up.losses,
        'recipient-unchecked',
        'recipient-mismatch',
        'recipient-missing',
        'personal-dropped',
      ),
    ).toEqual([
      'personal-dropped /learner/email',
      'recipient-unchecked /assertions/2/recipient',
      'recipient-mismatch /assertions/3/recipient',
      'recipient-missing /assertions/4/recipient',
      'recipient-mismatch /assertions/5/recipient',
    ]);
    // Hashed by one recipient, so not shown in plain
    expect(JSON.stringify(up.record)).not.toContain(`"${email}"`);
  });

  it('with artifacts', () => {
    const pdf = `data:application/pdf;base64,${'A'.repeat(40)}`;
    const evidence = [
      { name: 'Essay', artifacts: [{ url: 'https://x.example/e.pdf' }, { url: pdf, name: 'Scan' }] },
      { name: 'Talk', genre: 'Speech' },
      { id: 'https://x.example/3', name: 'Plan', artifacts: [{ description: 'Sketch', 'x:pages': 3.5 }] },
    ];
    const { up } = roundTrip(
      aRecord()
        .withAssertions(anAssertion(1, loose({ evidence })))
        .build(),
    );
    const badge = badgesOf(up.record)[0] as JsonObject;
    expect((badge['evidence'] as JsonObject[]).slice(0, -1)).toEqual([
      { type: ['Evidence'], name: 'Essay' },
      { id: 'https://x.example/e.pdf', type: ['Evidence'] },
      {
        id: mintId('id', 'urn:uuid:4a0f2f5e-77a1-4a53-8b3f-0c6f6b2f1d11', pdf),
        type: ['Evidence'],
        name: 'Scan',
      },
      { type: ['Evidence'], name: 'Talk', genre: 'Speech' },
      { id: 'https://x.example/3', type: ['Evidence'], name: 'Plan' },
      { type: ['Evidence'], description: 'Sketch' },
    ]);
    expect(JSON.stringify(badge).split(pdf)).toHaveLength(2);
  });

  it('with extensions, which are signed as they stand', () => {
    const extension = { colon: { 'a:b': [null, { 'ext:c': 'ä' }], 'https://x.example:8080/y': 0.5 } };
    const { up } = roundTrip(
      aRecord()
        .withAssertions(
          anAssertion(1, {
            achievement: aCourse(1, loose({ 'hsx:attendance': extension, level: '12' })),
            ...loose({ 'v:x': [1.5] }),
          }),
        )
        .build(),
    );
    const badge = badgesOf(up.record)[0] as JsonObject;
    expect(badge['clr1Rest']).toMatchObject({
      '/achievement/hsx:attendance': extension,
      '/achievement/level': '12',
      '/v:x': [1.5],
    });
    expect(JSON.stringify({ ...badge, clr1Rest: {} })).not.toContain('attendance');
  });

  it('with signed assertions, which come back as they were signed', () => {
    const signed = anAssertion(5, loose({ 'v:own': 'in the JWS' }));
    const twice = anAssertion(1);
    const record = aRecord().withAssertions(twice, anAssertion(2)).withSigned(signed, twice).build();
    const { up, back } = roundTrip(record);
    expect(badgesOf(up.record)).toHaveLength(3);
    expect(codesOf(up.losses, 'signed-copy-preferred')).toEqual(['signed-copy-preferred /assertions/0']);
    expect(back.record['signedAssertions']).toEqual([unverifiedJws(signed), unverifiedJws(twice)]);
  });

  it('with one earned course among the parts of a degree', () => {
    const degree = aCourse(0, {
      id: 'urn:example:degree',
      name: 'Mechanical Engineering',
      achievementType: 'Degree',
      associations: [1, 2, 3, 4].map((i) => ({
        associationType: 'isParentOf' as const,
        targetId: `urn:example:course-${i}`,
        title: `Course ${i}`,
      })),
    });
    const courses = [1, 2, 3, 4].map((i) => aCourse(i));
    const record = aRecord()
      .withAssertions(anAssertion(1, { achievement: aCourse(1, { name: 'Fluid Dynamics' }) }))
      .withAchievements(degree, ...courses.slice(1))
      .build();
    const { up } = roundTrip(record);
    const { achievement, association } = subjectOf(up.record);
    expect(badgesOf(up.record)).toHaveLength(1);
    expect(achievement).toHaveLength(4);
    expect(asArray(association as Json[]).map((edge) => (edge as JsonObject)['targetId'])).toEqual(
      courses.map(({ id }) => id),
    );
  });

  it('with copies of one achievement that do not have the same associations', () => {
    const leads = (to: string) =>
      loose({ associations: [{ associationType: 'isPartOf', targetId: to, title: to }] });
    const { up } = roundTrip(
      aRecord()
        .withAssertions(
          anAssertion(1, { achievement: aCourse(1, leads('urn:a')) }),
          anAssertion(2, { achievement: aCourse(1, leads('urn:b')), results: [] }),
          anAssertion(3, { achievement: aCourse(1), results: [] }),
        )
        .build(),
    );
    expect(subjectOf(up.record)['association']).toHaveLength(2);
  });

  it('with a badge of Open Badges 2.0', () => {
    const { achievement: _, results: __, ...rest } = anAssertion(1);
    const badge = {
      type: 'BadgeClass',
      id: 'https://badges.example/teamwork',
      name: 'Teamwork',
      description: 'Works well with others.',
      image: { id: 'https://badges.example/teamwork.png', author: 'https://badges.example/who' },
      criteria: 'https://badges.example/criteria',
      issuer: 'https://badges.example/issuer',
      alignment: { targetName: 'Skill', targetUrl: 'https://skills.example/1' },
      tags: ['soft'],
    };
    const { up, back } = roundTrip(
      aRecord()
        .withAssertions({ ...rest, badge } as unknown as Assertion)
        .build(),
    );
    expect(subjectOf(badgesOf(up.record)[0] as JsonObject)['achievement']).toMatchObject({
      id: 'https://badges.example/teamwork',
      achievementType: 'Badge',
      criteria: { id: 'https://badges.example/criteria' },
      creator: { id: 'https://badges.example/issuer' },
      tag: ['soft'],
    });
    expect((back.record['assertions'] as JsonObject[])[0]).not.toHaveProperty('achievement');
  });

  it('with endorsements, its own and those of others', () => {
    const endorsement = (n: number, issuer: string, about: string) => ({
      id: `urn:example:endorsement-${n}`,
      claim: { id: about, endorsementComment: 'Well done' },
      issuedOn: '2024-01-01T00:00:00Z',
      issuer: { id: issuer, name: `Endorser ${n}` },
      verification: { type: 'Signed' as const, creator: 'https://keys.example/1' },
    });
    const record = aRecord()
      .withAssertions(
        anAssertion(1, {
          endorsements: [
            endorsement(1, 'https://others.example', 'urn:example:assertion-1'),
            endorsement(2, COLLEGE, 'urn:example:assertion-1'),
          ],
          signedEndorsements: [unverifiedJws(endorsement(3, COLLEGE, 'urn:example:assertion-1'))],
        }),
      )
      .with({ endorsements: [endorsement(4, COLLEGE, 'urn:uuid:4a0f2f5e-77a1-4a53-8b3f-0c6f6b2f1d11')] })
      .build();
    const alone = roundTrip(record);
    expect(JSON.stringify(alone.up.record)).not.toContain('EndorsementCredential');
    expect(codesOf(alone.up.losses, 'endorsement-not-convertible')).toHaveLength(3);

    const { up } = roundTrip(record, { speaksFor: [COLLEGE] });
    const [badge] = badgesOf(up.record);
    expect(badge?.['issuer']).toMatchObject({ id: ISSUER.id, name: 'Example College' });
    expect(badge?.['endorsement']).toMatchObject([
      {
        id: mintId('credential', ISSUER.id, 'urn:example:endorsement-2'),
        issuer: { id: ISSUER.id, name: 'Endorser 2' },
        // The new credential is what is endorsed now
        credentialSubject: { id: badge?.['id'], endorsementComment: 'Well done' },
      },
    ]);
    expect(up.record['endorsement']).toMatchObject([{ credentialSubject: { id: up.record['id'] } }]);
  });

  it('with a whole record that was signed', () => {
    const record = aRecord().withCourses(1).build();
    const jws = unverifiedJws(record);
    const { up, back } = roundTrip(record, { sourceJws: jws });
    expect(back.signed).toEqual([jws]);
    expect(downgrade(up.record).signed).toBeUndefined();
  });

  it('in a record of somebody else, badge by badge', () => {
    const record = aRecord()
      .withAssertions(anAssertion(1, { achievement: aCourse(1, { level: '12' }) }))
      .build();
    const [badge] = badgesOf(roundTrip(record).up.record);
    const collected: JsonObject = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: 'urn:example:collection',
      type: ['VerifiableCredential', 'ClrCredential'],
      name: 'Collected',
      issuer: 'https://collector.example',
      validFrom: '2025-01-01T00:00:00Z',
      credentialSubject: {
        id: 'did:example:other',
        type: ['ClrSubject'],
        verifiableCredential: [badge as JsonObject],
      },
    };
    const { record: back, losses } = downgrade(collected, { bridges: [ISSUER.id] });
    const [assertion] = back['assertions'] as JsonObject[];
    expect(assertion).toMatchObject({ id: 'urn:example:assertion-1', achievement: { level: '12' } });
    expect(back['publisher']).toEqual({ id: 'https://collector.example', type: 'Profile' });
    expect(codesOf(losses, 'recipient-mismatch')).toEqual([
      'recipient-mismatch /credentialSubject/verifiableCredential/0/credentialSubject/id',
    ]);
  });
});
