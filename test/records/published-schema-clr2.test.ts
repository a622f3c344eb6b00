/** Our schema against the published ones of CLR 2.0 and Open Badges 3.0: the same verdict, but for what is listed. */
import { readdirSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { VC1_CONTEXT, VC2_CONTEXT } from '../../src/kernel/vc-version.ts';
import { clr2JsonSchema } from '../../src/records/json-schema-clr2.ts';
import { CLR2_CONTEXT, type Clr2TypeName, typeOfClr2 } from '../../src/records/model-clr2.ts';
import { OB3_CONTEXT } from '../../src/records/model-ob3.ts';
import { arbitraryBadge, arbitraryClr2, arbitraryOf2 } from '../fixtures/arbitrary-clr2.ts';
import { allowances, type Mutation2, mutate2, mutation2 } from '../fixtures/mutate-clr2.ts';
import { hasReference, readReference, referencePath } from '../reference.ts';

const schemaFile = (name: string): JsonObject => JSON.parse(readReference(`standards/${name}`));
const compiled = new Map<string, ReturnType<Ajv2019['compile']>>();
const published = (name: string) => {
  const known = compiled.get(name);
  if (known) return known;
  const ajv = new Ajv2019({ strict: false, logger: false });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  const validate = ajv.compile(schemaFile(name));
  compiled.set(name, validate);
  return validate;
};
const ours = (type: Clr2TypeName, version: '1.1' | '2.0' = '2.0') => {
  // a list of contexts may go on after those that come first
  const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  return ajv.compile(clr2JsonSchema(type, version));
};

type Root = 'ClrCredential' | 'AchievementCredential' | 'EndorsementCredential';
type Options = Parameters<typeof arbitraryClr2>[0];

const endorsements = (options: Options) => arbitraryOf2('EndorsementCredential', options);
const CASES: [string, Root, (options: Options) => fc.Arbitrary<JsonObject>][] = [
  ['clr-v2/clr_v2p0_clrcredential_schema.json', 'ClrCredential', arbitraryClr2],
  ['clr-v2/clr_v2p0_achievementcredential_schema.json', 'AchievementCredential', arbitraryBadge],
  ['ob-v3/ob_v3p0_achievementcredential_schema.json', 'AchievementCredential', arbitraryBadge],
  ['clr-v2/clr_v2p0_endorsementcredential_schema.json', 'EndorsementCredential', endorsements],
  ['ob-v3/ob_v3p0_endorsementcredential_schema.json', 'EndorsementCredential', endorsements],
];

describe.skipIf(!hasReference)('the published schemas of CLR 2.0 and Open Badges 3.0', () => {
  it.each(CASES)('%s names the same properties, requirements and lists', (file, root) => {
    const schema = schemaFile(file);
    const definitions: Record<string, JsonObject> = { ...(schema['$defs'] as object), [root]: schema };
    delete definitions['Context'];
    delete definitions['ProfileRef'];
    for (const [name, theirs] of Object.entries(definitions)) {
      const { properties, closed } = typeOfClr2(name as Clr2TypeName);
      const members = theirs['properties'] as Record<string, JsonObject>;
      expect(Object.keys(properties).sort(), name).toEqual(Object.keys(members).sort());
      const required = Object.keys(properties).filter((member) => properties[member]?.required);
      expect(required.sort(), name).toEqual([...((theirs['required'] as string[] | undefined) ?? [])].sort());
      expect(closed === true, name).toBe(theirs['additionalProperties'] === false);
      for (const [member, property] of Object.entries(properties)) {
        const where = `${name}.${member}`;
        const spelled = JSON.stringify(members[member]);
        expect(property.many !== undefined, where).toBe(spelled.includes('"type":"array"'));
        if (member === '@context') continue;
        const listed = spelled.match(/"enum":(\[[^\]]*\])/)?.[1];
        const closedTo = property.enum ?? property.among?.[0];
        const wanted = closedTo === undefined ? undefined : [closedTo].flat().sort();
        expect(wanted, where).toEqual(listed && JSON.parse(listed).sort());
        expect(property.extensible === true, where).toBe(spelled.includes('(ext:)'));
        for (const format of ['date', 'date-time'])
          expect(property.kind === (format === 'date' ? 'date' : 'dateTime'), where).toBe(
            spelled.includes(`"format":"${format}"`),
          );
      }
    }
  });

  it.each(CASES)('%s accepts what is generated, as we do', (file, root, arbitrary) => {
    const theirs = published(file);
    const schema = ours(root);
    for (const credential of fc.sample(arbitrary({ maps: false }), { seed: 1, numRuns: 150 })) {
      expect(theirs(credential), JSON.stringify(theirs.errors)).toBe(true);
      expect(schema(credential), JSON.stringify(schema.errors)).toBe(true);
    }
  });

  it.each(CASES)('%s judges what is changed as we do, but for what we list', (file, root, arbitrary) => {
    const theirs = published(file);
    const schema = ours(root);
    const counted: Record<string, number> = {};
    const count = (name: string) => {
      counted[name] = (counted[name] ?? 0) + 1;
    };
    const samples = fc.sample(fc.tuple(arbitrary({}), fc.array(mutation2, { minLength: 1, maxLength: 2 })), {
      seed: 7,
      numRuns: 1000,
    });
    for (const [original, mutations] of samples) {
      const credential = mutations.reduce<JsonObject>(
        (value, one: Mutation2) => mutate2(value, one),
        original,
      );
      const [we, they] = [schema(credential), theirs(credential)];
      if (we === they) {
        count(we ? 'both accept' : 'both refuse');
        continue;
      }
      // only ever is ours the stricter, and only where what it refuses is of a kind we name
      expect(we, JSON.stringify([mutations, theirs.errors])).toBe(false);
      const allowed = allowances(credential, root);
      const repaired = schema(allowed.value);
      expect(repaired, JSON.stringify([mutations, schema.errors, allowed])).toBe(true);
      expect(allowed.kinds.size).toBeGreaterThan(0);
      for (const kind of allowed.kinds) count(kind);
    }
    const kinds = Object.keys(counted).sort();
    const both = ['both accept', 'both refuse'];
    const listed = [
      'X1: several languages',
      'X3: ext: not anchored',
      'R1: no list of contexts',
      'R4: type of one text',
      'no URI',
      'a JWS of too few characters',
    ];
    expect(kinds).toEqual([...listed, ...both].filter((kind) => kinds.includes(kind)).sort());
    if (root === 'AchievementCredential') expect(kinds).toEqual([...listed, ...both].sort());
    expect(counted['both accept']).toBeGreaterThan(50);
    expect(counted['both refuse']).toBeGreaterThan(150);
  });

  const SAMPLES: [string, Root][] = [
    ...(hasReference ? readdirSync(referencePath('samples/clr-v2')) : []).map((name): [string, Root] => [
      `clr-v2/${name}`,
      'ClrCredential',
    ]),
    ...(hasReference ? readdirSync(referencePath('samples/ob-v3')) : []).map((name): [string, Root] => [
      `ob-v3/${name}`,
      name.startsWith('endorsement') ? 'EndorsementCredential' : 'AchievementCredential',
    ]),
  ];
  it.each(SAMPLES.filter(([name]) => name.endsWith('.json')))(
    'judge the sample %s as we do',
    (name, root) => {
      const credential = JSON.parse(readReference(`samples/${name}`)) as JsonObject;
      const file = CASES.find(
        ([path, type]) => type === root && path.startsWith(name.slice(0, 4)),
      )?.[0] as string;
      const verdict = published(file)(credential);
      expect(ours(root)(credential)).toBe(verdict);
      expect(verdict).toBe(SOUND.has(name));
    },
  );
});

/** Samples of the form of VC Data Model 2.0 that have what the model requires. */
const SOUND = new Set([
  'clr-v2/simple.json',
  'ob-v3/complete.json',
  'ob-v3/endorsement-valid.json',
  'ob-v3/simple-did-key-method.json',
  'ob-v3/simple-err-expired.json',
  'ob-v3/simple-err-proof-value.json',
  'ob-v3/simple-multiple-proofs.json',
  'ob-v3/simple.json',
]);

describe('the form of VC Data Model 1.1', () => {
  const earlier = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(earlier);
    if (typeof value !== 'object' || value === null) return value === VC2_CONTEXT ? VC1_CONTEXT : value;
    const names: Record<string, string> = { validFrom: 'issuanceDate', validUntil: 'expirationDate' };
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [names[name] ?? name, earlier(member)]),
    );
  };

  it.each(['ClrCredential', 'AchievementCredential', 'EndorsementCredential'] as const)(
    'differs by the names of times, the first context, a needed name and the issuer: %s',
    (root) => {
      const [second, first] = [ours(root), ours(root, '1.1')];
      const seen = { sound: 0, bareIssuer: 0, unnamed: 0 };
      const arbitrary = arbitraryOf2(root, { maps: false, extensions: false, others: false });
      for (const credential of fc.sample(arbitrary, { seed: 3, numRuns: 150 })) {
        expect([second(credential), first(credential)]).toEqual([true, false]);
        const renamed = earlier(credential) as JsonObject;
        expect(second(renamed)).toBe(false);
        const bareIssuer = typeof credential['issuer'] === 'string';
        const unnamed = root === 'AchievementCredential' && credential['name'] === undefined;
        if (bareIssuer || unnamed) {
          expect(first(renamed)).toBe(false);
          seen[bareIssuer ? 'bareIssuer' : 'unnamed']++;
        } else if (!JSON.stringify(credential).includes('"issuer":"')) {
          expect(first(renamed), JSON.stringify(first.errors)).toBe(true);
          seen.sound++;
        }
      }
      expect(seen.sound).toBeGreaterThan(10);
      expect(seen.bareIssuer).toBeGreaterThan(10);
      expect(seen.unnamed > 0).toBe(root === 'AchievementCredential');
    },
  );

  it.skipIf(!hasReference)('accepts 1EdTech’s CLR of that form', () => {
    const schema = ours('ClrCredential', '1.1');
    expect(
      schema(JSON.parse(readReference('samples/clr-v2/simple_v1.json'))),
      JSON.stringify(schema.errors),
    ).toBe(true);
    const badge = ours('AchievementCredential', '1.1');
    expect(
      badge(JSON.parse(readReference('samples/ob-v3/simple-eddsa-2022.json'))),
      JSON.stringify(badge.errors),
    ).toBe(true);
  });
});

describe('contexts', () => {
  it('are the newest ones, which the schema takes in their order', () => {
    const schema = ours('ClrCredential');
    const [credential] = fc.sample(arbitraryClr2({ maps: false }), { seed: 5, numRuns: 1 }) as [JsonObject];
    expect(schema({ ...credential, '@context': [VC2_CONTEXT, CLR2_CONTEXT, OB3_CONTEXT] })).toBe(true);
    expect(schema({ ...credential, '@context': [VC2_CONTEXT, OB3_CONTEXT, CLR2_CONTEXT] })).toBe(false);
    expect(schema({ ...credential, '@context': [VC2_CONTEXT, CLR2_CONTEXT] })).toBe(false);
  });
});
