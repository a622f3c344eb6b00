import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listNested } from '../../src/credentials/tree.ts';
import { completeClr2 } from '../../src/credentials/wrap-clr2.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { type Outline, type OutlineNode, outline } from '../../src/records/outline.ts';
import { outlineCredential } from '../../src/records/outline-credential.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { upgrade } from '../../src/records/upgrade.ts';
import { aCourse, anAssertion, aRecord, unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { arbitraryBadge, arbitraryClr2 } from '../fixtures/arbitrary-clr2.ts';
import { badge, clr, endorsement } from '../fixtures/signed-clr2.ts';
import { hasReference, readReference, referencePath } from '../reference.ts';

const COLLEGE = 'did:example:college';
const course = (n: number) => `urn:uuid:00000002-0000-4000-8000-${String(n).padStart(12, '0')}`;
const proof = { type: 'DataIntegrityProof' };

/** A badge with other members of its subject or achievement. */
function aBadge(
  n: number,
  { subject = {}, achievement = {}, ...more }: Record<string, JsonObject> = {},
): JsonObject {
  const made = badge(n, COLLEGE, 'A', { proof, ...more });
  const own = made['credentialSubject'] as JsonObject;
  made['credentialSubject'] = {
    ...own,
    ...subject,
    achievement: { ...(own['achievement'] as JsonObject), ...achievement },
  };
  return made;
}

function aClr(badges: Json[], subject: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const made = clr(badges as JsonObject[], COLLEGE, { proof, ...more });
  made['credentialSubject'] = { ...(made['credentialSubject'] as JsonObject), ...subject };
  return made;
}

const tie = (sourceId: string, associationType: string, targetId: string) => ({
  type: 'Association',
  associationType,
  sourceId,
  targetId,
});

/** Titles by depth, without the people. */
function tree(nodes: OutlineNode[], depth = 0): string[] {
  return nodes
    .filter(({ kind }) => kind !== 'learner' && kind !== 'issuer' && kind !== 'publisher')
    .flatMap(({ title, children }) => [`${'- '.repeat(depth)}${title}`, ...tree(children, depth + 1)]);
}

function nodesOf(root: OutlineNode): OutlineNode[] {
  return [root, ...root.children.flatMap(nodesOf)];
}

const find = (root: OutlineNode, title: string) => nodesOf(root).find((node) => node.title === title);

describe('outlineCredential', () => {
  it('shows a CLR 2.0: learner, issuer, terms, courses and results, at the pointers of the document', () => {
    const shown = outlineCredential(
      aClr(
        [
          aBadge(1, {
            subject: { term: 'Autumn', creditsEarned: 3 },
            achievement: { humanCode: 'HYD 1', creditsAvailable: 4 },
          }),
          aBadge(2, { subject: { term: 'Spring' } }),
          aBadge(3),
        ],
        {
          identifier: [
            { type: 'IdentityObject', identityType: 'name', identityHash: 'Ana Ñandú', hashed: false },
          ],
        },
      ),
      '/x',
    );
    expect(shown).toEqual({
      pointer: '/x',
      kind: 'clr',
      title: 'Transcript',
      lines: ['issued 2026-05-02'],
      children: [
        {
          pointer: '/x/credentialSubject',
          kind: 'learner',
          title: 'Ana Ñandú',
          lines: ['did:example:learner'],
          children: [],
        },
        { pointer: '/x/issuer', kind: 'issuer', title: 'Example College', lines: [COLLEGE], children: [] },
        {
          pointer: '/x/credentialSubject/verifiableCredential/2',
          kind: 'badge',
          title: 'Course 3',
          lines: ['Grade: A', 'awarded 2026-05-01', 'What course 3 is about.', 'required: An examination.'],
          children: [],
        },
        {
          pointer: '/x/credentialSubject/verifiableCredential/0',
          kind: 'term',
          title: 'Autumn',
          lines: [],
          children: [
            {
              pointer: '/x/credentialSubject/verifiableCredential/0',
              kind: 'badge',
              title: 'HYD 1 Course 1',
              lines: [
                'Grade: A',
                '3 of 4 credits',
                'awarded 2026-05-01',
                'What course 1 is about.',
                'required: An examination.',
              ],
              children: [],
            },
          ],
        },
        {
          pointer: '/x/credentialSubject/verifiableCredential/1',
          kind: 'term',
          title: 'Spring',
          lines: [],
          children: [expect.objectContaining({ title: 'Course 2', kind: 'badge' })],
        },
      ],
      warnings: [],
    });
  });

  it('shows a badge alone, with whom it is about, who issued it, and each endorsement where it stands', () => {
    const made = aBadge(1, {
      achievement: { endorsement: [endorsement(1, 'did:example:a', course(1))] as never },
    });
    const issuer = {
      ...(made['issuer'] as JsonObject),
      endorsement: endorsement(2, 'did:example:b', COLLEGE),
    };
    const jwt = unverifiedJws(endorsement(3, 'did:example:c', 'urn:else'));
    const shown = outlineCredential({ ...made, issuer, endorsementJwt: [jwt, 'a.b.c'] });
    expect(nodesOf(shown).map(({ pointer, kind, title }) => [pointer, kind, title])).toEqual([
      ['', 'badge', 'Course 1'],
      ['/credentialSubject', 'learner', 'did:example:learner'],
      ['/issuer', 'issuer', 'Example College'],
      ['/issuer/endorsement', 'endorsement', 'Endorsed by Example Accreditation'],
      ['/endorsementJwt/0', 'endorsement', 'Endorsed by Example Accreditation'],
      ['/endorsementJwt/1', 'endorsement', 'Signed part that cannot be read'],
      ['/credentialSubject/achievement/endorsement/0', 'endorsement', 'Endorsed by Example Accreditation'],
    ]);
    expect(shown.children[1 + 1]?.children).toEqual([]);
    expect(find(shown, 'Endorsed by Example Accreditation')?.lines).toEqual(['issued 2026-05-01', 'Sound.']);
    expect(shown.children[2]?.lines).toEqual(['issued 2026-05-01', 'speaks of urn:else', 'Sound.']);
    expect(shown.warnings).toEqual(['The signed part at /endorsementJwt/1 cannot be read.']);
  });

  it('shows an endorsement alone, with what it speaks of', () => {
    expect(outlineCredential(endorsement(1, 'did:example:a', course(1), { name: 'Seal' }))).toMatchObject({
      kind: 'endorsement',
      title: 'Endorsed by Example Accreditation',
      lines: ['issued 2026-05-01', `speaks of ${course(1)}`, 'Seal', 'Sound.'],
      children: [{ kind: 'issuer', lines: ['did:example:a'] }],
    });
  });

  it('opens badges that come as JWT or enveloped, of both versions of the data model', () => {
    const second = aBadge(2);
    const { id, issuer, validFrom: _, ...rest } = aBadge(1);
    const claims = { vc: rest, jti: id, iss: (issuer as JsonObject)['id'], nbf: 1_262_304_000 } as JsonObject;
    const enveloped = {
      type: ['EnvelopedVerifiableCredential'],
      id: `data:application/vc+jwt,${unverifiedJws(second)}`,
    };
    const shown = outlineCredential(
      aClr([unverifiedJws(claims), enveloped, unverifiedJws({ iss: 'x' }), 'no JWT', 5, null]),
    );
    expect(tree(shown.children)).toEqual([
      'Course 1',
      'Course 2',
      'Signed part that cannot be read',
      'Signed part that cannot be read',
    ]);
    expect(find(shown, 'Course 1')?.lines).toContain('awarded 2010-01-01');
    expect(shown.children.slice(2).map(({ pointer, kind }) => [pointer.slice(-2), kind])).toEqual([
      ['/0', 'badge'],
      ['/1', 'badge'],
      ['/2', 'vc'],
      ['/3', 'vc'],
    ]);
    expect(shown.warnings).toHaveLength(2);
  });

  it('keeps the place of what is not awarded, and shows what is awarded only once', () => {
    const unearned = { ...((aBadge(9)['credentialSubject'] as JsonObject)['achievement'] as JsonObject) };
    const earned = { ...unearned, id: course(1), name: 'Course 1' };
    const shown = outlineCredential(
      aClr([aBadge(1)], {
        achievement: [earned, unearned, { name: 'Without an id' }],
        association: [tie(course(9), 'isParentOf', course(1))],
      }),
    );
    expect(tree(shown.children)).toEqual(['Course 9', '- Course 1', 'Without an id']);
    expect(find(shown, 'Course 9')).toMatchObject({
      kind: 'achievement',
      pointer: '/credentialSubject/achievement/1',
      lines: ['not awarded in this record', 'What course 9 is about.', 'required: An examination.'],
    });
  });

  it.each<[string, JsonObject[], string[]]>([
    ['parts under wholes', [tie(course(1), 'isPartOf', course(3))], ['Course 2', 'Course 3', '- Course 1']],
    [
      'said of the credentials',
      [tie(String(aBadge(1)['id']), 'isChildOf', String(aBadge(3)['id']))],
      ['Course 2', 'Course 3', '- Course 1'],
    ],
    ['earlier first', [tie(course(3), 'precedes', course(1))], ['Course 3', 'Course 1', 'Course 2']],
    [
      'a cycle',
      [tie(course(1), 'isPartOf', course(2)), tie(course(2), 'isPartOf', course(1))],
      ['Course 3', 'Course 1', '- Course 2'],
    ],
    [
      'itself and nothing',
      [tie(course(1), 'isPartOf', course(1)), tie(course(2), 'isPartOf', 'urn:x'), {}, 5 as never],
      ['Course 1', 'Course 2', 'Course 3'],
    ],
  ])('arranges: %s', (_, association, expected) => {
    const badges = [aBadge(1), aBadge(2), aBadge(3)];
    expect(tree(outlineCredential(aClr(badges, { association })).children)).toEqual(expected);
  });

  it('tells in words the ties that no place shows', () => {
    const association = [
      tie(course(1), 'isPartOf', course(2)),
      tie(course(1), 'isPartOf', course(3)),
      tie(course(1), 'replacedBy', course(3)),
      tie(course(1), 'isRelatedTo', 'urn:not-here'),
    ];
    const shown = outlineCredential(aClr([aBadge(1), aBadge(2), aBadge(3)], { association }));
    expect(tree(shown.children)).toEqual(['Course 2', '- Course 1', 'Course 3']);
    expect(find(shown, 'Course 1')?.lines.slice(-2)).toEqual([
      'also part of Course 3',
      'replaced by Course 3',
    ]);
    const many = Array.from({ length: 9 }, (_, i) => tie(course(1), 'isPeerOf', course(i + 2)));
    const crowd = Array.from({ length: 10 }, (_, i) => aBadge(i + 1));
    const first = find(outlineCredential(aClr(crowd, { association: many })), 'Course 1');
    expect(first?.lines.slice(-2)).toEqual(['peer of Course 6', 'and 4 more']);
  });

  it('resolves results to descriptions, levels and what was required, and says what is dangling', () => {
    const resultDescription = [
      { id: 'urn:gpa', name: 'GPA', resultType: 'GradePointAverage', valueMin: '0', valueMax: '4.0' },
      {
        id: 'urn:rubric',
        name: 'Notebook',
        requiredLevel: 'urn:pass',
        rubricCriterionLevel: { id: 'urn:pass', name: 'Pass' },
      },
      { id: 'urn:type', resultType: 'ext:Credits' },
    ];
    const result = [
      { resultDescription: 'urn:gpa', value: 3.4 },
      { resultDescription: 'urn:rubric', achievedLevel: 'urn:pass' },
      { resultDescription: 'urn:rubric', achievedLevel: 'urn:gone' },
      { resultDescription: 'urn:gone', status: 'Withdrew' },
      { resultDescription: 'urn:type', value: '12' },
      { resultDescription: 'urn:gpa' },
    ];
    const shown = outlineCredential(
      aBadge(1, { subject: { result } as never, achievement: { resultDescription } as never }),
    );
    expect(shown.lines.slice(0, 5)).toEqual([
      'GPA: 3.4 (0 to 4.0)',
      'Notebook: Pass (Pass required)',
      'Notebook: a level that is not described (Pass required)',
      'Result: Withdrew',
      'Credits: 12',
    ]);
  });

  it('tells evidence, alignments, criteria, dates and roles, and nothing twice', () => {
    const shown = outlineCredential(
      aBadge(1, {
        evidence: [
          { id: 'https://x.example/a.pdf', name: 'Essay', type: ['Evidence'] },
          { id: 'data:application/pdf;base64,AAAA', narrative: 'A scan.', type: ['Evidence'] },
          { id: 'urn:x', type: ['Evidence'] },
        ] as never,
        subject: {
          activityStartDate: '2025-01-01T00:00:00Z',
          activityEndDate: '2025-02-01T00:00:00Z',
          role: 'Captain',
          licenseNumber: 'L 1',
          narrative: 'Well done.',
          source: { id: 'urn:s', name: 'Testing House' },
        },
        achievement: {
          achievementType: 'ext:Study',
          fieldOfStudy: 'Rivers',
          description: 'COURSE 1',
          criteria: { narrative: 'course 1' },
          creator: { id: 'urn:c', name: 'Guild' },
          alignment: [
            { targetName: 'Samples water', targetFramework: 'Skills', targetUrl: 'https://x.example/1' },
            { targetName: 'Samples water', targetFramework: 'Skills', targetUrl: 'https://x.example/2' },
          ],
        },
      } as never),
    );
    expect(shown.lines).toEqual([
      'Grade: A',
      'awarded 2026-05-01',
      'from 2025-01-01 to 2025-02-01',
      'as Captain',
      'licence L 1',
      'assessed by Testing House',
      'Study',
      'Rivers',
      'defined by Guild',
      'Well done.',
      'evidence: Essay (https://x.example/a.pdf)',
      'evidence: A scan. (application/pdf file, inside the record)',
      'evidence: without a name',
      'aligned with Samples water (Skills)',
    ]);
  });

  it.each<[string, JsonObject, string, string[]]>([
    [
      'a name among the identifiers before one of its own',
      {
        id: 'did:x:1',
        name: 'Old',
        identifier: [{ identityType: 'name', identityHash: 'Ana', hashed: false }],
      },
      'Ana',
      ['did:x:1'],
    ],
    ['a name of its own', { id: 'urn:1', name: 'Ana' }, 'Ana', []],
    [
      'an address',
      {
        id: 'urn:1',
        identifier: { identityType: 'emailAddress', identityHash: 'ana@x.example', hashed: false },
      },
      'ana@x.example',
      [],
    ],
    ['only an id', { id: 'did:x:1' }, 'did:x:1', []],
    [
      'only a hash',
      { identifier: [{ identityType: 'emailAddress', identityHash: 'sha256$ab', hashed: true }] },
      'Somebody whose identity is hidden',
      ['identity hidden; check it against an address'],
    ],
    [
      'numbers of the school, and no others',
      {
        identifier: [
          { identityType: 'ext:studentId', identityHash: 'S1', hashed: false },
          { identityType: 'sourcedId', identityHash: '22', hashed: false },
          { identityType: 'nationalIdentityNumber', identityHash: '999', hashed: false },
        ],
      },
      'Somebody unnamed',
      ['studentId S1', 'sourcedId 22'],
    ],
    ['nothing', {}, 'Somebody unnamed', []],
  ])('names the learner by %s', (_, subject, title, lines) => {
    const made = aClr([aBadge(1)]);
    const { verifiableCredential } = made['credentialSubject'] as JsonObject;
    const shown = outlineCredential({
      ...made,
      credentialSubject: { ...subject, verifiableCredential: verifiableCredential! },
    });
    expect(shown.children[0]).toMatchObject({ kind: 'learner', title, lines });
  });

  it('reads maps of languages: English, else the first by code point', () => {
    const name = (value: Json) => outlineCredential(aClr([], {}, { name: value })).title;
    expect(name({ fr: 'Relevé', en: 'Transcript' })).toBe('Transcript');
    expect(name({ fr: 'Relevé', 'en-GB': 'Transcript' })).toBe('Transcript');
    expect(name({ fr: 'Relevé', de: ['', 'Zeugnis'] })).toBe('Relevé');
    expect(name({ fr: 'Relevé', de: ['Zeugnis'] })).toBe('Zeugnis');
    expect(name({ '@value': 'Transcript', '@language': 'en' })).toBe('Transcript');
    expect(
      name([
        { '@value': 'Relevé', '@language': 'fr' },
        { '@value': 'Transcript', '@language': 'en' },
      ]),
    ).toBe('Transcript');
    for (const nothing of [{}, { type: 'x' }, { en: {} }, [], 5, null, ' '])
      expect(name(nothing)).toBe('Learner record');
  });

  it('says who awarded or defined what the issuer of the record did not', () => {
    const foreign = aBadge(2, { issuer: { id: 'did:example:guild', name: 'Guild' } });
    const own = aBadge(1, { achievement: { creator: { id: COLLEGE } } });
    const shown = outlineCredential(aClr([own, foreign, aBadge(3, { name: 'Another name' } as never)]));
    expect(find(shown, 'Course 1')?.lines.join()).not.toMatch(/by /);
    expect(find(shown, 'Course 2')?.lines).toContain('by Guild');
    expect(find(shown, 'Course 3')?.lines).toContain('the credential is named Another name');
  });

  it('warns of badges without a proof of their own, and of a record without any', () => {
    const bare = { ...aBadge(1) };
    delete bare['proof'];
    expect(outlineCredential(aClr([bare, aBadge(2), unverifiedJws(aBadge(3))])).warnings).toEqual([
      '1 of 3 badges have no proof of their own: their content stands on whatever is around them.',
    ]);
    expect(outlineCredential(aClr([])).warnings).toEqual(['The record has no credentials of achievements.']);
  });

  it('ends where credentials are in one another without end', () => {
    let inner = aClr([]);
    for (let i = 0; i < 30; i++) inner = aClr([inner]);
    const shown = outlineCredential(inner);
    expect(nodesOf(shown).filter(({ kind }) => kind === 'clr').length).toBeLessThan(30);
    expect(shown.warnings).toEqual([expect.stringMatching(/too deep to be shown/)]);
  });

  it('shows presentations, and records of CLR 1.0 in other credentials, with their pointers', () => {
    const vc = {
      type: ['VerifiableCredential'],
      issuer: 'did:x:1',
      credentialSubject: {
        clr: [aRecord().withCourses(1).build()],
        signedClrs: [unverifiedJws(aRecord().build()), 'x'],
      },
    };
    const vp = {
      type: 'VerifiablePresentation',
      holder: 'did:x:h',
      verifiableCredential: [vc, unverifiedJws(aBadge(1))],
    };
    for (const input of [
      vp,
      unverifiedJws({ vp, iss: 'did:x:h' }),
      { type: 'EnvelopedVerifiablePresentation', id: `data:application/vp+jwt,${unverifiedJws(vp)}` },
    ]) {
      const shown = outline(parseRecord(input));
      expect(shown).toMatchObject({ kind: 'vp', pointer: '', lines: ['presented by did:x:h'] });
      expect(
        nodesOf(shown)
          .filter(({ kind }) => ['vc', 'clr', 'assertion', 'badge'].includes(kind))
          .map(({ pointer, kind }) => [pointer, kind]),
      ).toEqual([
        ['/verifiableCredential/0', 'vc'],
        ['/verifiableCredential/0/credentialSubject/clr/0', 'clr'],
        ['/verifiableCredential/0/credentialSubject/clr/0/assertions/0', 'assertion'],
        ['/verifiableCredential/0/credentialSubject/signedClrs/0', 'clr'],
        ['/verifiableCredential/1', 'badge'],
      ]);
    }
    const record = { ...aRecord().build(), type: 'Clr' };
    expect(outline(parseRecord({ ...vc, credentialSubject: record })).children).toMatchObject([
      { kind: 'clr', pointer: '/credentialSubject' },
    ]);
    const evidence = [{ id: 'urn:x', type: ['Evidence'], digest: 'sha-256=' }];
    expect(outline(parseRecord(unverifiedJws({ ...vc, evidence } as JsonObject)))).toMatchObject({
      kind: 'vc',
      title: '',
      lines: ['issued by did:x:1'],
    });
  });
});

/** What a registrar compares: by title the credits and results. */
const achieved = (root: Outline) =>
  nodesOf(root)
    .filter(({ kind }) => kind === 'assertion' || kind === 'badge' || kind === 'achievement')
    .map(({ title, lines }) => [
      title,
      ...lines.filter((line) => /^[\w ]+: |credits|not awarded/.test(line) && !/^required/.test(line)),
    ]);

describe('the two versions of one record', () => {
  it('have the same outline', () => {
    const description = (i: number) => ({
      id: `urn:example:course-${i}-grade`,
      name: 'Grade',
      resultType: 'LetterGrade',
    });
    const first = aRecord()
      .withAssertions(
        anAssertion(0, {
          term: 'Autumn',
          results: [{ resultDescription: 'urn:example:course-0-grade', value: 'B' }],
        }),
        anAssertion(1, {
          term: 'Spring',
          creditsEarned: 1,
          achievement: aCourse(1, {
            associations: [
              { associationType: 'isPartOf', targetId: 'urn:example:course-2', title: 'x' },
            ] as never,
          }),
        }),
      )
      .withAchievements(aCourse(2))
      .build();
    const second = aClr(
      [0, 1].map((i) =>
        aBadge(i, {
          subject: {
            term: ['Autumn', 'Spring'][i],
            creditsEarned: [2.5, 1][i],
            result: [{ resultDescription: `urn:example:course-${i}-grade`, value: 'B' }],
          },
          achievement: {
            id: `urn:example:course-${i}`,
            creditsAvailable: 2.5,
            resultDescription: [description(i)],
          },
        } as never),
      ),
      {
        achievement: [{ id: 'urn:example:course-2', name: 'Course 2', creditsAvailable: 2.5 }],
        association: [tie('urn:example:course-1', 'isPartOf', 'urn:example:course-2')],
      },
    );
    const [older, newer] = [outline(parseRecord(first)), outline(parseRecord(second))];
    expect(tree(newer.children)).toEqual(tree(older.children));
    expect(achieved(newer)).toEqual(achieved(older));
    expect(achieved(newer)).toContainEqual(['Course 1', 'Grade: B', '1 of 2.5 credits']);
  });
});

describe('a CLR 1.0 and what it is converted to', () => {
  const sample = readFileSync(new URL('../fixtures/sample-clr.json', import.meta.url), 'utf8');
  const pilot = hasReference ? [readReference('samples/clr-v1/pilot-transcript.json')] : [];
  const issuer = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };

  it.each([['the sample of the package', sample], ...pilot.map((text) => ['a transcript of a pilot', text])])(
    '%s: the same achievements, credits and results in the same terms',
    (_, text) => {
      const source = parseJson(text).value as JsonObject;
      const [older, newer] = [
        outline(parseRecord(source)),
        outlineCredential(upgrade(source, { issuer }).record),
      ];
      expect(achieved(newer)).toEqual(achieved(older));
      expect(
        nodesOf(newer)
          .filter(({ kind }) => kind === 'term')
          .map(({ title }) => title),
      ).toEqual(
        nodesOf(older)
          .filter(({ kind }) => kind === 'term')
          .map(({ title }) => title),
      );
    },
  );

  it('what conversion put in is not shown as said by anybody; that it was converted is', () => {
    const source = aRecord().withCourses(1).withAchievements(aCourse(7)).build();
    const shown = outlineCredential(upgrade(source, { issuer }).record, '/in');
    expect(shown.lines).toEqual([
      'issued 2024-07-01',
      expect.stringMatching(
        /^a selection|^evidence: Source record \(CLR 1\.0\): Published by Example College/,
      ),
    ]);
    expect(find(shown, 'Course 0')?.lines).toEqual([
      'Grade: B',
      '2.5 credits',
      'awarded 2024-06-30',
      'Course',
      'defined by Example College',
    ]);
    expect(find(shown, 'Course 7')?.lines).toEqual([
      'not awarded in this record',
      'Course',
      'defined by Example College',
    ]);
  });

  it('nor is the achievement that only bears the title, for a wallet', () => {
    const { record } = upgrade(aRecord().withCourses(1).build(), { issuer });
    const titled = completeClr2(record, { titleId: 'urn:x:title' });
    const { clr1Rest: _carrier, ...bare } = titled;
    for (const shown of [titled, bare]) {
      const kinds = nodesOf(outlineCredential(shown)).map(({ kind }) => kind);
      expect([kinds.includes('achievement'), kinds.includes('badge')]).toEqual([false, true]);
    }
  });
});

const KINDS = ['ClrCredential', 'OpenBadgeCredential', 'AchievementCredential', 'EndorsementCredential'];

describe('any credential', () => {
  it('has an outline, whatever stands in its members', () => {
    const names = [
      'credentialSubject',
      'verifiableCredential',
      'achievement',
      'issuer',
      'name',
      'identifier',
      'id',
      'result',
      'resultDescription',
      'endorsement',
      'endorsementJwt',
      'association',
      'evidence',
      'criteria',
      'type',
      'proof',
      'creator',
      'alignment',
      'term',
      'en',
      '@value',
    ];
    const { node } = fc.letrec<{ node: Json }>((again) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<Json>(null, true, 0, '', 'a.b.c', 'Name', 'did:x:1', [], {}, ...KINDS),
        fc.array(again('node'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...names), again('node'), { maxKeys: 6 }),
      ),
    }));
    const credential = fc.record({
      rest: fc.dictionary(fc.constantFrom(...names), node, { maxKeys: 8 }),
      type: fc.constantFrom(...KINDS),
    });
    fc.assert(
      fc.property(credential, ({ rest, type }) => {
        const shown = outlineCredential({ ...rest, type: ['VerifiableCredential', type] } as JsonObject);
        for (const { title, lines, pointer } of nodesOf(shown)) {
          expect(
            [typeof title, typeof pointer, ...lines.map((line) => typeof line)].every(
              (kind) => kind === 'string',
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows every credential directly inside once, by the pointer that verification knows', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryClr2(), arbitraryBadge()), (credential) => {
        const pointers = nodesOf(outlineCredential(credential))
          .filter(({ kind }) => ['clr', 'badge', 'endorsement', 'vc'].includes(kind))
          .map(({ pointer }) => pointer);
        expect(new Set(pointers).size).toBe(pointers.length);
        const places =
          /^\/(credentialSubject\/verifiableCredential|endorsement|endorsementJwt|credentialSubject\/achievement\/endorsement(Jwt)?|issuer\/endorsement(Jwt)?)(\/\d+)?$/;
        const nested = listNested(credential)
          .map(({ pointer }) => pointer)
          .filter((pointer) => places.test(pointer));
        expect(pointers).toEqual(expect.arrayContaining(nested));
      }),
      { numRuns: 100 },
    );
  });
});

const SAMPLES = hasReference
  ? ['clr-v1', 'clr-v2', 'ob-v3', 'pilot'].flatMap((folder) =>
      readdirSync(referencePath(`samples/${folder}`))
        .filter((file) => /\.(json|jwt)$/.test(file) && !file.includes('err-'))
        .map((file) => `samples/${folder}/${file}`),
    )
  : [];

describe.skipIf(!hasReference)('published samples', () => {
  it.each(SAMPLES)('%s: learner, issuer and achievements are shown', (file) => {
    const text = readReference(file);
    const shown = outline(parseRecord(file.endsWith('.jwt') ? text.trim() : parseJson(text).value));
    const kinds = new Set(nodesOf(shown).map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining([expect.stringMatching(/^(issuer|publisher)$/)]));
    if (!file.includes('endorsement')) {
      expect(kinds).toContain('learner');
      expect([...kinds]).toEqual(expect.arrayContaining([expect.stringMatching(/^(badge|assertion)$/)]));
    }
  });
});
