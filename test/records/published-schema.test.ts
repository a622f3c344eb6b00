/** Our schema and our check against the published draft-04 schemas: the same verdict, but for what is listed. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { checkShape } from '../../src/records/check-shape.ts';
import { clr1JsonSchema } from '../../src/records/json-schema-clr1.ts';
import { CLR1_MODEL, type Clr1TypeName } from '../../src/records/model-clr1.ts';
import type { ObjectType } from '../../src/records/property.ts';
import { arbitraryClr, arbitraryOf } from '../fixtures/arbitrary-clr.ts';

const FOLDER = new URL('../../../shared/standards/clr-v1/', import.meta.url);
const present = existsSync(FOLDER);
if (!present) console.warn('The published CLR 1.0 schemas are not at ../shared: comparison skipped.');

const read = (name: string): JsonObject => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const published = (name: string) => {
  const { $id: _, ...schema } = read(name);
  const ajv = new (Ajv04 as unknown as typeof Ajv2020)({ strict: false, logger: false });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  return ajv.compile(schema);
};
const ours = (type: Clr1TypeName) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  (addFormats as unknown as (ajv: unknown) => void)(ajv);
  return ajv.compile(clr1JsonSchema(type));
};

const GET_CLR = 'clrv1p0-getclr-200-responsepayload-schemav2p0.json';
const GET_CLRS = 'clrv1p0-getclrs-200-responsepayload-schemav2p0.json';

type Mutation = { place: number; member: number; what: (typeof OPERATIONS)[number] };

const OPERATIONS = [
  'delete',
  'null',
  'number',
  'integer',
  'text',
  'list',
  'object',
  'empty',
  'bare',
  'colons',
  'extension',
  'whole extension',
  'null extension',
  'loose ext',
  'bad ext',
  'zoneless',
  'unknown value',
  'no contexts',
  'draft name',
  'null item',
] as const;

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(10_000),
  member: fc.nat(10_000),
  what: fc.constantFrom(...OPERATIONS),
});

function objectsIn(value: Json, found: JsonObject[] = []): JsonObject[] {
  if (isObject(value)) found.push(value);
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}

const EXTENSIBLE = ['achievementType', 'resultType', 'targetType', 'identifierType'];

/** Objects where the mutation means something; any, where there is none. */
function placesFor(record: JsonObject, what: Mutation['what']): JsonObject[] {
  const needs: Partial<Record<Mutation['what'], string[]>> = {
    'loose ext': EXTENSIBLE,
    'bad ext': EXTENSIBLE,
    'unknown value': [...EXTENSIBLE, 'associationType', 'status'],
    'draft name': ['targetUrl'],
    zoneless: ['issuedOn'],
  };
  const all = objectsIn(record);
  const fit = all.filter((object) => needs[what]?.some((name) => name in object));
  return fit.length > 0 ? fit : all;
}

function mutate(record: JsonObject, { place, member, what }: Mutation): void {
  const objects = placesFor(record, what);
  const object = objects[place % objects.length] as JsonObject;
  const names = Object.keys(object);
  const name = names[member % names.length] ?? 'id';
  const enums = ['achievementType', 'resultType', 'targetType', 'identifierType'].filter(
    (one) => one in object,
  );
  const put: Partial<Record<Mutation['what'], [string, Json]>> = {
    null: [name, null],
    number: [name, 1.5],
    integer: [name, 7],
    text: [name, 'not what is meant'],
    list: [name, ['x']],
    object: [name, { a: 1 }],
    empty: [name, []],
    bare: ['someVendorMember', 3],
    colons: ['https://example.org:8080/a', null],
    extension: ['vendor:member', { deep: [null, { x: 1 }] }],
    'whole extension': ['vendor:count', 3],
    'null extension': ['vendor:nothing', null],
    'loose ext': [enums[0] ?? 'achievementType', 'foo ext:bar baz'],
    'bad ext': [enums[0] ?? 'achievementType', 'ext:'],
    zoneless: ['issuedOn', '2013-05-25T00:00:00'],
    'unknown value': [enums[0] ?? 'associationType', 'Fellowship'],
    'draft name': ['educationalFramework', 'Framework'],
    'null item': [name, [null]],
  };
  const change = put[what];
  if (what === 'delete') delete object[name];
  else if (what === 'no contexts') record['@context'] = [];
  else if (change) object[change[0]] = change[1];
}

/** The record as the published schema would want it, where the difference is one we list. */
function neutralised(record: JsonObject): { record: JsonObject; classes: Set<string> } {
  const copy = structuredClone(record);
  const classes = new Set<string>();
  for (const object of objectsIn(copy)) {
    for (const [name, value] of Object.entries(object)) {
      if (/^[^:]+:[^:]+$/.test(name) && Number.isInteger(value)) {
        object[name] = 0.5;
        classes.add('X3: whole number as extension');
      }
    }
  }
  return { record: copy, classes };
}

const ONLY_OURS: Record<string, string> = {
  'value-ext': 'X1: ext: not anchored',
  'items-few': 'an empty list of contexts',
  'draft-property': 'a name of the 2020 candidate',
};

describe.skipIf(!present)('the published schemas of CLR 1.0', () => {
  it.each(Object.keys(CLR1_MODEL) as Clr1TypeName[])(
    'name the same properties, requirements and lists for %s',
    (type) => {
      const definitions = read(GET_CLRS)['definitions'] as JsonObject;
      const files: Partial<Record<Clr1TypeName, Json>> = {
        Clr: read(GET_CLR),
        ClrSet: read(GET_CLRS),
        MemberClr: definitions['ClrDType'] ?? null,
        RevocationList: read('clrv1p0-revocationlist.json'),
        CryptographicKeyDocument: read('clrv1p0-cryptographickey.json'),
      };
      const schema = (files[type] ?? definitions[`${type}DType`]) as JsonObject;
      const { properties, closed } = CLR1_MODEL[type] as ObjectType;
      const theirs = schema['properties'] as Record<string, JsonObject>;
      expect(Object.keys(properties).sort()).toEqual(Object.keys(theirs).sort());
      const required = Object.keys(properties).filter((name) => properties[name]?.required);
      expect(required.sort()).toEqual([...((schema['required'] as string[] | undefined) ?? [])].sort());
      expect(closed === true).toBe(schema['additionalProperties'] === false);
      for (const [name, property] of Object.entries(properties)) {
        const listed = JSON.stringify(theirs[name]).match(/"enum":(\[[^\]]*\])/)?.[1];
        expect(property.enum ? [...property.enum].sort() : undefined).toEqual(
          listed && JSON.parse(listed).sort(),
        );
        expect(property.many === true).toBe(theirs[name]?.['type'] === 'array');
      }
    },
  );

  const cases: [string, Clr1TypeName, string, fc.Arbitrary<JsonObject>][] = [
    ['Clr', 'Clr', GET_CLR, arbitraryClr({ nulls: false })],
    ['ClrSet', 'ClrSet', GET_CLRS, arbitraryOf('ClrSet', { nulls: false })],
  ];

  it.each(cases)('accept every generated %s, as we do', (_, type, file, arbitrary) => {
    const theirs = published(file);
    const schema = ours(type);
    for (const record of fc.sample(arbitrary, { seed: 1, numRuns: 150 })) {
      expect(checkShape(record, type)).toEqual([]);
      expect(schema(record), JSON.stringify(schema.errors)).toBe(true);
      expect(theirs(record), JSON.stringify(theirs.errors)).toBe(true);
    }
  });

  it.each(cases)(
    'judge every mutated %s as we do, apart from counted differences',
    (_, type, file, arbitrary) => {
      const theirs = published(file);
      const schema = ours(type);
      const counted: Record<string, number> = {};
      const count = (name: string) => {
        counted[name] = (counted[name] ?? 0) + 1;
      };
      const samples = fc.sample(fc.tuple(arbitrary, fc.array(mutation, { minLength: 1, maxLength: 2 })), {
        seed: 7,
        numRuns: 1500,
      });
      for (const [original, mutations] of samples) {
        const record = structuredClone(original);
        for (const one of mutations) mutate(record, one);
        const findings = checkShape(record, type);
        const shape = findings.length === 0;
        const draftOnly = findings.length > 0 && findings.every(({ code }) => code === 'draft-property');
        expect(schema(record), JSON.stringify([mutations, findings, schema.errors])).toBe(shape || draftOnly);

        const verdict = theirs(record) === true;
        if (verdict === shape) {
          count(verdict ? 'both accept' : 'both refuse');
          continue;
        }
        if (verdict) {
          const codes = new Set(findings.map(({ code }) => code));
          expect(
            [...codes].every((code) => code in ONLY_OURS),
            JSON.stringify([mutations, findings]),
          ).toBe(true);
          for (const code of codes) count(ONLY_OURS[code] ?? code);
        } else {
          const repaired = neutralised(record);
          expect(theirs(repaired.record), JSON.stringify([mutations, theirs.errors])).toBe(true);
          expect(repaired.classes.size).toBeGreaterThan(0);
          for (const one of repaired.classes) count(one);
        }
      }
      expect(Object.keys(counted).sort()).toEqual(
        [...Object.values(ONLY_OURS), 'X3: whole number as extension', 'both accept', 'both refuse'].sort(),
      );
      expect(counted['both accept']).toBeGreaterThan(100);
      expect(counted['both refuse']).toBeGreaterThan(300);
    },
  );

  it('closes the top-level Clr, where only our note of curation is let in', () => {
    const [record] = fc.sample(arbitraryClr({ nulls: false }), { seed: 3, numRuns: 1 });
    const curated = { ...record, 'clrbridge:curation': { kept: [] } };
    expect(checkShape(curated, 'Clr')).toEqual([]);
    expect(ours('Clr')(curated)).toBe(true);
    expect(published(GET_CLR)(curated)).toBe(false);
    const other = { ...record, 'vendor:member': 'x' };
    expect(checkShape(other, 'Clr').map(({ code }) => code)).toEqual(['property-unknown']);
    expect(published(GET_CLR)(other)).toBe(false);
  });
});
