/** What must hold of every upgrade, whatever the record. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../src/kernel/json.ts';
import { appendPointer } from '../../src/kernel/pointer.ts';
import { canonize } from '../../src/proofs/canonize.ts';
import { createContextLoader } from '../../src/proofs/contexts.ts';
import { checkClr2 } from '../../src/records/check-shape-clr2.ts';
import { LOSSES } from '../../src/records/losses.ts';
import { type Clr1TypeName, typeOf } from '../../src/records/model-clr1.ts';
import { isTypeName } from '../../src/records/property.ts';
import { type UpgradeOptions, upgrade } from '../../src/records/upgrade.ts';
import { arbitraryClr, unverifiedJws } from '../fixtures/arbitrary-clr.ts';
import { convertibleClr } from '../fixtures/convertible-clr.ts';
import { publishedErrors } from '../records/published-clr2.ts';
import { hasReference } from '../reference.ts';

const BRIDGE = { id: 'did:web:bridge.example', type: ['Profile'], name: 'Bridge' };

const options: fc.Arbitrary<UpgradeOptions> = fc.record(
  {
    issuer: fc.constant<JsonObject>(BRIDGE),
    speaksFor: fc.constantFrom(['urn:uuid9670a0'], []),
    learnerId: fc.constant('did:key:z6MkLearner'),
    fill: fc.constantFrom('placeholder' as const, 'copy-name' as const),
    personal: fc.constantFrom('identifiers' as const, 'none' as const, 'all' as const),
    carry: fc.boolean(),
  },
  { requiredKeys: ['issuer'] },
);

/** Records that convert, good and odd; of the odd ones some are refused. */
function forEachUpgrade(
  seed: number,
  numRuns: number,
  check: (record: JsonObject, sound: boolean) => void,
): void {
  let made = 0;
  const kinds = [false, true].map((quirks) => ({ quirks, records: convertibleClr({ quirks }) }));
  for (const { quirks, records } of kinds) {
    fc.assert(
      fc.property(records, options, (clr, chosen) => {
        let record: JsonObject;
        try {
          ({ record } = upgrade(clr, chosen));
        } catch (error) {
          if (error instanceof BridgeError && error.code === 'record-invalid') return;
          throw error;
        }
        made++;
        check(record, !quirks);
      }),
      { numRuns, seed },
    );
  }
  expect(made).toBeGreaterThan(numRuns);
}

const badgesOf = (record: JsonObject) =>
  (record['credentialSubject'] as JsonObject)['verifiableCredential'] as JsonObject[];

/** The record without what it carries, credentials in it too. */
function said(value: Json): Json {
  if (Array.isArray(value)) return value.map(said);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'clr1Rest')
      .map(([name, item]) => [name, said(item)]),
  );
}

describe('upgrade', () => {
  it.skipIf(!hasReference)('makes what the published schemas take, of records good and odd', () => {
    forEachUpgrade(21, 80, (record, sound) => {
      expect(publishedErrors('clrcredential', record)).toEqual([]);
      if (sound) expect(checkClr2(record, 'ClrCredential', '')).toEqual([]);
      for (const badge of badgesOf(record)) {
        expect(publishedErrors('achievementcredential', badge)).toEqual([]);
        if (sound) expect(checkClr2(badge, 'AchievementCredential', '')).toEqual([]);
      }
    });
  });

  it('converts any record of the model, or refuses it by a code', () => {
    let refused = 0;
    fc.assert(
      fc.property(arbitraryClr(), options, (clr, chosen) => {
        try {
          upgrade(clr, chosen);
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          refused++;
          expect(error.code).toBe('record-invalid');
          const levels = error.errors.map(({ code }) => LOSSES[code as keyof typeof LOSSES].level);
          expect(levels).toContain('refuse');
        }
      }),
      { numRuns: 200, seed: 22 },
    );
    expect(refused).toBeGreaterThan(20);
  });

  it('can be signed', async () => {
    const documentLoader = createContextLoader();
    for (const [clr, chosen] of fc.sample(fc.tuple(convertibleClr(), options), {
      seed: 23,
      numRuns: 12,
    })) {
      const { record } = upgrade(clr, chosen);
      // Safe mode throws where a term would get lost
      for (const credential of [record, ...badgesOf(record)])
        expect((await canonize(credential, { documentLoader })).length).toBeGreaterThan(100);
    }
  });

  it('lets nobody speak but the signer', () => {
    forEachUpgrade(24, 60, (record) => {
      const issuers: Json[] = [];
      const visit = (value: Json): void => {
        if (Array.isArray(value)) for (const item of value) visit(item);
        if (!isObject(value)) return;
        if (value['issuer'] !== undefined) issuers.push((value['issuer'] as JsonObject)['id'] as Json);
        for (const item of Object.values(value)) visit(item);
      };
      visit(said(record));
      expect(issuers.length).toBeGreaterThan(badgesOf(record).length);
      expect(new Set(issuers)).toEqual(new Set([BRIDGE.id]));
    });
  });
});

/** A record with every member of the model, each text of it unlike all others. */
function everything(): JsonObject {
  let count = 0;
  const unique = () => `text-${count++}`;
  const build = (type: Clr1TypeName, depth: number): JsonObject => {
    const built: JsonObject = {};
    for (const [name, property] of Object.entries(typeOf(type).properties)) {
      const { kind } = property;
      const value = (): Json => {
        if (property.enum) return property.enum[0] as string;
        if (isTypeName(kind)) return build(kind as Clr1TypeName, depth + 1);
        if (kind === 'number') return 0.5 + count++;
        if (kind === 'boolean') return true;
        if (kind === 'dateTime') return `2024-01-01T00:00:00.${1000 + count++}Z`;
        if (kind === 'date') return '2001-02-03';
        if (kind === 'uri' || name === 'id' || name.endsWith('Id') || name === 'image')
          return `urn:x-test:${unique()}`;
        if (kind === 'jws') return unverifiedJws({ id: unique() });
        return unique();
      };
      if (name === 'type' || (depth > 4 && isTypeName(kind) && !property.required)) continue;
      built[name] = property.many === true ? [value(), value()] : value();
    }
    return built;
  };
  const clr = build('Clr', 0);
  for (const part of [clr, ...(clr['assertions'] as JsonObject[])]) {
    part['revoked'] = false;
    for (const endorsement of part['endorsements'] as JsonObject[]) endorsement['revoked'] = null;
  }
  (clr['assertions'] as JsonObject[]).forEach((assertion, i) => {
    (assertion['recipient'] as JsonObject)['hashed'] = i === 0;
  });
  return clr;
}

type Leaf = { pointer: string; value: Json };

function leavesOf(value: Json, pointer = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ pointer, value }];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, appendPointer(pointer, name)));
}

const nameOf = (pointer: string) =>
  pointer
    .split('/')
    .filter((token) => !/^\d+$/.test(token))
    .at(-1) ?? '';

/** Members that have another name in CLR 2.0, or stand in another; all others have the same. */
const RENAMED: Record<string, string[]> = {
  issuedOn: ['validFrom', 'awardedDate'],
  expires: ['validUntil'],
  telephone: ['phone', 'identityHash'],
  birthDate: ['dateOfBirth'],
  image: ['id'],
  url: ['id', 'url', 'identityHash'],
  identity: ['identityHash'],
  identifier: ['identifier', 'identityHash'],
  sourcedId: ['identifier', 'identityHash'],
  studentId: ['identifier', 'identityHash'],
  email: ['email', 'identityHash'],
  name: ['name', 'identityHash'],
  identifierType: ['identifierType', 'identityType'],
  allowedValues: ['allowedValue'],
  tags: ['tag'],
  'recipient/type': ['identityType'],
};

/** The first words of their lists that are spelled otherwise. */
const RESPELLED: Record<string, string> = { LisSourcedId: 'lisSourcedId' };

describe('nothing is silent', () => {
  it.each<[string, Partial<UpgradeOptions>]>([
    ['as a rule', {}],
    ['with all personal data', { personal: 'all' }],
    ['without a carrier', { carry: false }],
    ['with the issuers spoken for', { speaksFor: ['every'] }],
  ])('%s: each value arrives under its name, or is named as a loss', (_, more) => {
    const clr = everything();
    const speaksFor = leavesOf(clr)
      .filter(({ pointer }) => /(?:issuer|publisher)\/id$/.test(pointer))
      .map(({ value }) => String(value));
    const { record, losses } = upgrade(clr, {
      issuer: BRIDGE,
      ...more,
      ...(more.speaksFor === undefined ? {} : { speaksFor }),
    });
    const covered = new Set(losses.map(({ pointer }) => pointer));
    const isCovered = (pointer: string): boolean =>
      covered.has(pointer) || (pointer !== '' && isCovered(pointer.slice(0, pointer.lastIndexOf('/'))));
    const arrived = new Map<Json, Set<string>>();
    for (const { pointer, value } of leavesOf(said(record)))
      arrived.set(value, (arrived.get(value) ?? new Set()).add(nameOf(pointer)));
    const silent = leavesOf(clr).filter(({ pointer, value }) => {
      if (isCovered(pointer)) return false;
      const name = nameOf(pointer);
      return !(RENAMED[name] ?? [name]).some((one) =>
        arrived.get(RESPELLED[String(value)] ?? value)?.has(one),
      );
    });
    expect(silent.filter(({ pointer, value }) => !isRestated(pointer, value))).toEqual([]);
    expect(leavesOf(clr).length).toBeGreaterThan(1500);
    expect(losses.some(({ pointer }) => pointer === '')).toBe(false);
  });
});

/** The context is a constant, and that no hash is meant is said by what is there. */
function isRestated(pointer: string, value: Json): boolean {
  return pointer === '/@context' || (pointer.endsWith('/hashed') && value === false);
}
