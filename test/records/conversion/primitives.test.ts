import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeDateTime, dayOf } from '../../../src/records/conversion/date.ts';
import { mintId } from '../../../src/records/conversion/mint.ts';
import { isAbsoluteIri, isMalformedUrn } from '../../../src/records/conversion/uri.ts';
import {
  fromIdentityType,
  type OpenList,
  toClr1Status,
  toClr1Word,
  toClr2Association,
  toClr2Status,
  toClr2Word,
  toIdentityType,
} from '../../../src/records/conversion/words.ts';
import { CLR1_MODEL } from '../../../src/records/model-clr1.ts';
import { hasReference, referencePath } from '../../reference.ts';

describe('isAbsoluteIri', () => {
  it.each([
    'https://example.edu/a?b=c#d',
    'urn:uuid967906cd-ad51-43b4-bca3-f22cb896da24',
    'mailto:ana@example.org',
    'did:example:123',
    'data:text/plain,a',
    'urn:schule:Zoë',
  ])('takes %s', (text) => expect(isAbsoluteIri(text)).toBe(true));

  it.each(['12345', '', 'a b:c', 'http:', 'x:a b', 'x:<a>', 'x:a\\b', 'x:\u0007', '_:b0', '#a', '1a:b'])(
    'refuses %j',
    (text) => expect(isAbsoluteIri(text)).toBe(false),
  );
});

describe('isMalformedUrn', () => {
  it.each([
    ['urn:uuid967906cd-ad51-43b4-bca3-f22cb896da24', true],
    ['urn:uuid:967906cd', true],
    ['urn:x:a', true],
    ['urn:isbn:', true],
    ['urn:uuid:967906cd-ad51-43b4-bca3-f22cb896da24', false],
    ['urn:isbn:0451450523', false],
    ['https://example.org', false],
  ])('%s: %s', (text, expected) => expect(isMalformedUrn(text)).toBe(expected));
});

describe('mintId', () => {
  // Values of UUID version 5 made with another implementation (Python's uuid module)
  it.each([
    [
      ['id', 'urn:uuid:8462bdc6-da44-4413-aa90-bdbfae954958', '12345'],
      'urn:uuid:d9403793-015c-5b3e-b150-1352471de756',
    ],
    [
      ['credential', 'did:web:bridge.example', 'urn:uuid:cfa8bf28-e06d-4d04-b317-1546d05e801b'],
      'urn:uuid:40cd4b5a-f17a-5489-8892-667456c3f895',
    ],
  ])('%j', (parts, expected) => expect(mintId(...parts)).toBe(expected));
});

describe('completeDateTime', () => {
  it.each([
    ['2020-10-14T14:10:02.8629556Z', '2020-10-14T14:10:02.8629556Z'],
    ['2020-10-14T14:10:02-05:00', '2020-10-14T14:10:02-05:00'],
    ['2013-05-25T00:00:00', '2013-05-25T00:00:00Z'],
    ['2013-05-25T00:00:00.5', '2013-05-25T00:00:00.5Z'],
    ['2013-05-25', '2013-05-25T00:00:00Z'],
    ['2013-05-25 10:00:00', '2013-05-25T10:00:00Z'],
    ['2013-05-25t10:00:00z', '2013-05-25T10:00:00Z'],
    ['2013-05-25 10:00:00+02:00', '2013-05-25T10:00:00+02:00'],
    ['2013-02-29', undefined],
    ['25.05.2013', undefined],
    ['2013-05-25T25:00:00', undefined],
    ['2013-05', undefined],
    [' 2013-05-25', undefined],
    ['', undefined],
  ])('%j: %s', (text, expected) => expect(completeDateTime(text)).toBe(expected));
});

describe('dayOf', () => {
  it.each([
    ['2001-02-03', '2001-02-03'],
    ['2001-02-03T00:00:00Z', '2001-02-03'],
    ['2001-02-30', undefined],
    ['2001-02-03x', undefined],
    ['3 Feb 2001', undefined],
  ])('%j: %s', (text, expected) => expect(dayOf(text)).toBe(expected));
});

const LISTS: OpenList[] = ['achievementType', 'resultType', 'identifierType', 'targetType'];

/** The enumerations as the published schema of CLR 2.0 has them. */
function publishedWords(): Record<OpenList, string[]> {
  const definitions = JSON.parse(
    readFileSync(referencePath('standards/clr-v2/clr_v2p0_clrcredential_schema.json'), 'utf8'),
  ).$defs;
  const words = (type: string, member: string): string[] =>
    JSON.stringify(definitions[type].properties[member])
      .match(/"enum":(\[[^\]]*\])/)
      ?.slice(1, 2)
      .flatMap((list) => JSON.parse(list)) ?? [];
  return {
    achievementType: words('Achievement', 'achievementType'),
    resultType: words('ResultDescription', 'resultType'),
    identifierType: words('IdentifierEntry', 'identifierType'),
    targetType: words('Alignment', 'targetType'),
  };
}

describe('toClr2Word', () => {
  it.each<[OpenList, string, string, string | undefined]>([
    ['achievementType', 'Course', 'Course', undefined],
    ['achievementType', 'Co-Curricular', 'CoCurricular', undefined],
    ['achievementType', 'ext:MasterDegree', 'MasterDegree', undefined],
    ['achievementType', 'ext:CoCurricular', 'ext:CoCurricular', undefined],
    ['achievementType', 'ext:Credits', 'ext:Credits', undefined],
    ['achievementType', 'ext:a-b', 'ext:a-b', undefined],
    ['achievementType', 'ext:-b', 'ext:_b', 'carried'],
    ['achievementType', 'AssessmentResult', 'Assessment', 'carried'],
    ['achievementType', 'MasterDegree', 'MasterDegree', 'carried'],
    ['achievementType', 'Micro credential (2)', 'ext:Micro_credential__2_', 'enum-prefixed'],
    ['achievementType', 'ext:', 'ext:_', 'enum-prefixed'],
    ['achievementType', 'constructor', 'ext:constructor', 'enum-prefixed'],
    ['resultType', 'AssessmentResult', 'ext:AssessmentResult', 'enum-prefixed'],
    ['resultType', 'RawScore', 'RawScore', undefined],
    ['identifierType', 'LisSourcedId', 'lisSourcedId', undefined],
    ['identifierType', 'ext:lisSourcedId', 'ext:lisSourcedId', undefined],
    ['identifierType', 'ext:sourcedId', 'ext:sourcedId', undefined],
    ['identifierType', 'ext:isbn', 'isbn', undefined],
    ['identifierType', 'isbn', 'ext:isbn', 'enum-prefixed'],
    ['targetType', 'CFItem', 'CFItem', undefined],
    ['targetType', 'ext:ceasn.Competency', 'ceasn:Competency', undefined],
  ])('%s %j', (list, word, expected, code) => {
    expect(toClr2Word(list, word)).toEqual({ word: expected, ...(code ? { code } : {}) });
  });

  it('is undone by toClr1Word wherever it says nothing', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^ext:[A-Za-z0-9._|-]{0,6}$/),
      fc.constantFrom('ext:MasterDegree', 'ext:sourcedId', 'ext:CoCurricular', 'lisSourcedId', 'Course'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...LISTS), text, (list, word) => {
        const up = toClr2Word(list, word);
        if (up.code === undefined) expect(toClr1Word(list, up.word)).toEqual({ word });
        const down = toClr1Word(list, word);
        if (down.code === undefined) expect(toClr2Word(list, down.word)).toEqual({ word });
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it.skipIf(!hasReference)('has every word of the published lists, and gives no other without ext:', () => {
    const published = publishedWords();
    for (const list of LISTS) {
      expect(published[list].length).toBeGreaterThan(4);
      for (const word of published[list]) {
        const down = toClr1Word(list, word);
        if (list === 'identifierType' && word === 'sourcedId') {
          expect(down).toEqual({ word: 'ext:sourcedId', code: 'enum-normalised' });
          continue;
        }
        expect(down.code, word).toBeUndefined();
        expect(toClr2Word(list, down.word), word).toEqual({ word });
      }
      const listed = {
        achievementType: CLR1_MODEL.Achievement.properties.achievementType.enum,
        resultType: CLR1_MODEL.ResultDescription.properties.resultType.enum,
        identifierType: CLR1_MODEL.SystemIdentifier.properties.identifierType.enum,
        targetType: CLR1_MODEL.Alignment.properties.targetType.enum,
      }[list];
      for (const word of listed) expect(published[list]).toContain(toClr2Word(list, word).word);
    }
  });
});

describe('toClr1Word', () => {
  it.each<[OpenList, string, string, string | undefined]>([
    ['achievementType', 'MicroCredential', 'ext:MicroCredential', undefined],
    ['achievementType', 'ext:MicroCredential', 'ext:MicroCredential', 'enum-normalised'],
    ['achievementType', 'ext:|x', 'ext:_x', 'carried'],
    ['achievementType', 'ext:-x', 'ext:-x', 'enum-normalised'],
    ['achievementType', 'Co-Curricular', 'ext:Co-Curricular', 'carried'],
    ['identifierType', 'oneRosterSourcedId', 'OneRosterSourcedId', undefined],
    ['targetType', 'ceterms:Credential', 'ext:ceterms.Credential', undefined],
  ])('%s %j', (list, word, expected, code) => {
    expect(toClr1Word(list, word)).toEqual({ word: expected, ...(code ? { code } : {}) });
  });
});

describe('the closed lists', () => {
  it('are narrowed where one is wider', () => {
    expect(toClr2Association('isPartOf')).toEqual({ word: 'isPartOf' });
    expect(toClr2Association('exemplar')).toEqual({ word: 'isRelatedTo', code: 'enum-narrowed' });
    expect(toClr2Association('hasSkillLevel')).toEqual({ word: 'isRelatedTo', code: 'enum-narrowed' });
    expect(toClr2Association('likes')).toBeUndefined();
    expect(toClr2Status('OnHold')).toEqual({ word: 'OnHold' });
    expect(toClr2Status('Passed')).toBeUndefined();
    expect(toClr1Status('Provisional')).toEqual({ word: 'InProgress', code: 'enum-narrowed' });
    expect(toClr1Status('Failed')).toEqual({ word: 'Failed' });
    expect(toClr1Status('Passed')).toBeUndefined();
  });

  it('name the identities of a learner both ways', () => {
    for (const property of ['id', 'email', 'sourcedId', 'studentId', 'telephone', 'url']) {
      expect(fromIdentityType(toIdentityType(property) ?? '')).toBe(property);
    }
    expect(toIdentityType('name')).toBeUndefined();
    expect(fromIdentityType('userName')).toBeUndefined();
  });
});
