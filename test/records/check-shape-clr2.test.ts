import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { checkClr2 } from '../../src/records/check-shape-clr2.ts';
import { type Clr2Kind, clr2KindOf } from '../../src/records/credential-kind.ts';
import { clr2JsonSchema } from '../../src/records/json-schema-clr2.ts';
import { arbitraryBadge, arbitraryClr2, arbitraryOf2 } from '../fixtures/arbitrary-clr2.ts';
import { mutate2, mutation2 } from '../fixtures/mutate-clr2.ts';
import { badge, clr, endorsement } from '../fixtures/signed-clr2.ts';
import { hasReference, readReference } from '../reference.ts';

const ISSUER = 'https://college.example.edu';
const BASE = {
  ClrCredential: () => clr([badge(1, ISSUER)], ISSUER),
  AchievementCredential: () => badge(1, ISSUER),
  EndorsementCredential: () => endorsement(1, ISSUER, 'urn:uuid:00000002-0000-4000-8000-000000000001'),
};

/** Code and pointer of each finding, with the value put (or, undefined, removed) at a path. */
function found(kind: Clr2Kind, path: string, value: Json | undefined): [string, string][] {
  const credential = BASE[kind]();
  const names = path.split('/').slice(1);
  const last = names.pop() as string;
  const owner = names.reduce<JsonObject>((inner, name) => inner[name] as JsonObject, credential);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return checkClr2(credential, kind, '').map(({ code, pointer }) => [code, pointer]);
}

const inBadge = '/credentialSubject/achievement';
const CLR2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';
const OB3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const VC2 = 'https://www.w3.org/ns/credentials/v2';

describe('checkClr2', () => {
  it.each(Object.keys(BASE) as Clr2Kind[])('finds nothing in a sound %s', (kind) => {
    expect(clr2KindOf(BASE[kind]())).toBe(kind);
    expect(checkClr2(BASE[kind](), kind, '')).toEqual([]);
  });

  it.each<[Clr2Kind, string, Json | undefined, [string, string][]]>([
    // without these it is no record, no badge, no endorsement
    ['ClrCredential', '/credentialSubject', undefined, [['structure-invalid', '/credentialSubject']]],
    ['ClrCredential', '/credentialSubject', [], [['structure-invalid', '/credentialSubject']]],
    ['ClrCredential', '/credentialSubject', 'did:example:1', [['structure-invalid', '/credentialSubject']]],
    [
      'ClrCredential',
      '/credentialSubject/verifiableCredential',
      [],
      [['structure-invalid', '/credentialSubject/verifiableCredential']],
    ],
    [
      'ClrCredential',
      '/credentialSubject/verifiableCredential',
      undefined,
      [['structure-invalid', '/credentialSubject/verifiableCredential']],
    ],
    ['ClrCredential', '/@context', VC2, [['structure-invalid', '/@context']]],
    ['AchievementCredential', inBadge, undefined, [['structure-invalid', inBadge]]],
    ['AchievementCredential', inBadge, 'urn:x:y', [['structure-invalid', inBadge]]],
    ['AchievementCredential', '/issuer', 5, [['structure-invalid', '/issuer']]],
    [
      'EndorsementCredential',
      '/credentialSubject/id',
      undefined,
      [['structure-invalid', '/credentialSubject/id']],
    ],
    // deviations that leave no doubt what is meant
    ['ClrCredential', '/name', undefined, [['property-missing', '/name']]],
    ['ClrCredential', '/validFrom', '2020-01-01', [['value-datetime', '/validFrom']]],
    ['ClrCredential', '/validFrom', '2020-10-14T14:10:02.8629556Z', []],
    [
      'ClrCredential',
      '/@context',
      [VC2, OB3, CLR2],
      [
        ['context-unexpected', '/@context/1'],
        ['context-unexpected', '/@context/2'],
      ],
    ],
    ['ClrCredential', '/@context', [VC2, CLR2], [['context-unexpected', '/@context/2']]],
    ['ClrCredential', '/@context', [VC2, CLR2, OB3, { x: 'urn:x:' }], []],
    ['ClrCredential', '/partial', 'yes', [['property-type', '/partial']]],
    ['ClrCredential', '/vendorMember', null, []],
    ['ClrCredential', '/description', null, [['property-null', '/description']]],
    ['ClrCredential', '/credentialSubject/id', undefined, []],
    ['ClrCredential', '/credentialSubject/type', 'ClrSubject', []],
    ['ClrCredential', '/credentialSubject/type', ['Person'], [['type-mismatch', '/credentialSubject/type']]],
    ['ClrCredential', '/credentialSubject/verifiableCredential', {}, []],
    [
      'ClrCredential',
      '/credentialSubject/verifiableCredential',
      ['e30.e30.c2ln'],
      [['property-type', '/credentialSubject/verifiableCredential/0']],
    ],
    [
      'ClrCredential',
      '/credentialSubject/association',
      [{ type: 'Association', associationType: 'follows', sourceId: 'urn:a:1', targetId: 'x', note: 'y' }],
      [
        ['value-enum', '/credentialSubject/association/0/associationType'],
        ['value-uri', '/credentialSubject/association/0/targetId'],
        ['property-unknown', '/credentialSubject/association/0/note'],
      ],
    ],
    ['AchievementCredential', '/type', 'OpenBadgeCredential', [['type-mismatch', '/type']]],
    ['AchievementCredential', '/issuer', ISSUER, []],
    ['AchievementCredential', '/issuer', 'college', [['value-uri', '/issuer']]],
    ['AchievementCredential', '/image', 'https://example.org/x.png', [['property-type', '/image']]],
    [
      'AchievementCredential',
      '/image',
      { id: 'https://example.org/x.png', type: ['Image'] },
      [['property-type', '/image/type']],
    ],
    ['AchievementCredential', `${inBadge}/name`, { en: 'Welding' }, [['property-type', `${inBadge}/name`]]],
    [
      'AchievementCredential',
      `${inBadge}/achievementType`,
      'Co-Curricular',
      [['value-enum', `${inBadge}/achievementType`]],
    ],
    [
      'AchievementCredential',
      `${inBadge}/achievementType`,
      'ext:Study Plan',
      [['value-ext', `${inBadge}/achievementType`]],
    ],
    [
      'AchievementCredential',
      `${inBadge}/inLanguage`,
      'English',
      [['value-pattern', `${inBadge}/inLanguage`]],
    ],
    ['AchievementCredential', `${inBadge}/tag`, 'one', []],
    ['AchievementCredential', `${inBadge}/tag`, [null], [['property-null', `${inBadge}/tag/0`]]],
    [
      'AchievementCredential',
      `${inBadge}/criteria`,
      undefined,
      [['property-missing', `${inBadge}/criteria`]],
    ],
    [
      'AchievementCredential',
      '/credentialSubject/creditsEarned',
      '3',
      [['property-type', '/credentialSubject/creditsEarned']],
    ],
    ['AchievementCredential', '/endorsement', ['x'], [['property-type', '/endorsement/0']]],
    ['AchievementCredential', '/endorsementJwt', ['x'], [['value-pattern', '/endorsementJwt/0']]],
    [
      'AchievementCredential',
      '/proof',
      { type: 'DataIntegrityProof', created: '2024' },
      [['value-datetime', '/proof/created']],
    ],
  ])('%s %s = %j', (kind, path, value, expected) => {
    expect(found(kind, path, value)).toEqual(expected);
  });

  it('reads a list of one subject, and says that it is a list', () => {
    const credential = badge(1, ISSUER);
    const subject = credential['credentialSubject'] as JsonObject;
    expect(
      checkClr2(
        { ...credential, credentialSubject: [{ ...subject, term: 5 }] },
        'AchievementCredential',
        '/x',
      ),
    ).toMatchObject([
      { code: 'structure-deviation', pointer: '/x/credentialSubject' },
      { code: 'property-type', pointer: '/x/credentialSubject/0/term' },
    ]);
    const two = checkClr2(
      { ...credential, credentialSubject: [subject, subject] },
      'AchievementCredential',
      '',
    );
    expect(two).toMatchObject([{ code: 'structure-invalid', pointer: '/credentialSubject' }]);
  });

  it('names the word of the list for one of the other version', () => {
    const credential = badge(1, ISSUER);
    const achievement = (credential['credentialSubject'] as { achievement: JsonObject }).achievement;
    achievement['achievementType'] = 'Co-Curricular';
    expect(checkClr2(credential, 'AchievementCredential', '')[0]?.message).toContain(
      '(here it is CoCurricular)',
    );
  });

  it('does not open the credentials inside', () => {
    const bad = { ...badge(1, ISSUER), name: 5 };
    expect(checkClr2(clr([bad], ISSUER), 'ClrCredential', '')).toEqual([]);
    expect(checkClr2({ ...badge(2, ISSUER), endorsement: [{}] }, 'AchievementCredential', '')).toEqual([]);
  });

  it('walks any depth without recursion', () => {
    let org: JsonObject = { id: 'urn:x:y', type: ['Profile'] };
    for (let i = 0; i < 20_000; i++) org = { id: 'urn:x:y', type: ['Profile'], parentOrg: org };
    expect(checkClr2({ ...badge(1, ISSUER), issuer: org }, 'AchievementCredential', '')).toEqual([]);
  });
});

describe('the form of VC Data Model 1.1', () => {
  const earlier = (more: JsonObject): [string, string][] => {
    const { validFrom, ...rest } = badge(1, ISSUER);
    const contexts = ['https://www.w3.org/2018/credentials/v1', OB3];
    const credential = { ...rest, '@context': contexts, issuanceDate: validFrom as Json, ...more };
    return checkClr2(credential, 'AchievementCredential', '').map(({ code, pointer }) => [code, pointer]);
  };

  it('has its own names for times, and an issuer that is described', () => {
    expect(earlier({})).toEqual([]);
    expect(earlier({ expirationDate: 'never' })).toEqual([['value-datetime', '/expirationDate']]);
    expect(earlier({ issuer: ISSUER })).toEqual([['structure-invalid', '/issuer']]);
  });

  it('is told by its date where no context says it', () => {
    expect(earlier({ '@context': [OB3] })).toEqual([
      ['context-unexpected', '/@context/0'],
      ['context-unexpected', '/@context/1'],
    ]);
  });
});

describe('clr2KindOf', () => {
  it.each<[Json, Clr2Kind | undefined]>([
    [['VerifiableCredential', 'ClrCredential'], 'ClrCredential'],
    [['VerifiableCredential', 'OpenBadgeCredential'], 'AchievementCredential'],
    [['AchievementCredential'], 'AchievementCredential'],
    ['EndorsementCredential', 'EndorsementCredential'],
    [['VerifiableCredential', 'OtherCredential'], undefined],
    [{}, undefined],
  ])('%j: %s', (type, expected) => expect(clr2KindOf({ type })).toBe(expected));
});

describe('the check and the schema', () => {
  const compile = (root: Clr2Kind) => {
    const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true });
    (addFormats as unknown as (ajv: unknown) => void)(ajv);
    return ajv.compile(clr2JsonSchema(root));
  };

  /** The findings of a credential and of all endorsements in it, which the schema describes with it. */
  const allIn = (credential: JsonObject, kind: Clr2Kind): number => {
    const inside = (value: Json, member: string): number => {
      if (member === 'endorsement' && isObject(value)) return allIn(value, 'EndorsementCredential');
      if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + inside(item, member), 0);
      if (!isObject(value)) return 0;
      return Object.entries(value).reduce((sum, [name, item]) => sum + inside(item, name), 0);
    };
    return checkClr2(credential, kind, '').length + inside(credential, '');
  };

  it.each<[Clr2Kind, fc.Arbitrary<JsonObject>]>([
    ['AchievementCredential', arbitraryBadge()],
    ['EndorsementCredential', arbitraryOf2('EndorsementCredential')],
  ])('are of one mind about a changed %s', (kind, arbitrary) => {
    const schema = compile(kind);
    const seen = { sound: 0, broken: 0 };
    const changed = fc.tuple(arbitrary, fc.array(mutation2, { maxLength: 2 }));
    for (const [original, mutations] of fc.sample(changed, { seed: 11, numRuns: 1500 })) {
      const credential = mutations.reduce<JsonObject>((value, one) => mutate2(value, one), original);
      const verdict = schema(credential);
      expect(allIn(credential, kind) === 0, JSON.stringify([mutations, schema.errors])).toBe(verdict);
      seen[verdict ? 'sound' : 'broken']++;
    }
    expect(seen.sound).toBeGreaterThan(200);
    expect(seen.broken).toBeGreaterThan(200);
  });

  it('are of one mind about a CLR whose badges have their shape', () => {
    const schema = compile('ClrCredential');
    const arbitrary = arbitraryClr2({ maps: false, others: false });
    for (const credential of fc.sample(arbitrary, { seed: 13, numRuns: 150 })) {
      expect(schema(credential)).toBe(true);
      expect(checkClr2(credential, 'ClrCredential', '')).toEqual([]);
    }
  });
});

describe.skipIf(!hasReference)('samples of 1EdTech', () => {
  it.each<[string, Clr2Kind, [string, string][]]>([
    ['clr-v2/simple.json', 'ClrCredential', []],
    ['clr-v2/simple_v1.json', 'ClrCredential', []],
    ['ob-v3/complete.json', 'AchievementCredential', []],
    ['ob-v3/endorsement-valid.json', 'EndorsementCredential', []],
    ['ob-v3/simple.json', 'AchievementCredential', []],
    ['ob-v3/simple-eddsa-2022.json', 'AchievementCredential', []],
    ['ob-v3/simple-multiple-proofs.json', 'AchievementCredential', []],
    ['ob-v3/simple-noproof.json', 'AchievementCredential', [['structure-invalid', inBadge]]],
    [
      'ob-v3/simple-err-context.json',
      'AchievementCredential',
      [
        ['context-unexpected', '/@context/0'],
        ['context-unexpected', '/@context/1'],
        ['structure-invalid', inBadge],
      ],
    ],
  ])('%s', (name, kind, expected) => {
    const credential = JSON.parse(readReference(`samples/${name}`)) as JsonObject;
    expect(clr2KindOf(credential)).toBe(kind);
    expect(checkClr2(credential, kind, '').map(({ code, pointer }) => [code, pointer])).toEqual(expected);
  });
});
