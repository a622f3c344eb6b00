import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { suggestContext } from '../../src/proofs/suggest-context.ts';
import { badge, signTheirs } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';

const VC2 = 'https://www.w3.org/ns/credentials/v2';
const OB3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const CLR = 'https://purl.imsglobal.org/spec/clr/v2p0/context';

describe('suggestContext', () => {
  it.each<[string, string[], string | undefined]>([
    [
      '1EdTechJsonSchemaValidator2019',
      [VC2, OB3],
      'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json defines it.',
    ],
    ['ClrCredential', [VC2, OB3], `${CLR}-2.0.1.json defines it.`],
    ['partial', [VC2, `${CLR}.json`, OB3], `${CLR}-2.0.1.json defines it, in place of ${CLR}.json.`],
    ['Ed25519Signature2020', [VC2, OB3], 'https://w3id.org/security/suites/ed25519-2020/v1 defines it.'],
    ['criteria', [VC2, OB3], 'It has a meaning only in objects of type Achievement.'],
    ['narrativ', [VC2, OB3], 'Perhaps "narrative" is meant.'],
    ['OpenBadgeCredentail', [VC2, OB3], 'Perhaps "OpenBadgeCredential" is meant.'],
    ['quiteSomethingElse', [VC2, OB3], undefined],
    ['narrative'.repeat(100_000), [VC2, OB3], undefined],
    ['quiteSomethingElse', ['https://nobody.example/context'], undefined],
  ])('%.40s under %j: %s', (term, contexts, expected) =>
    expect(suggestContext(term, contexts)).toBe(expected),
  );

  it('reads a context that is no list, or none', () => {
    expect(suggestContext('narrativ', OB3)).toBe('Perhaps "narrative" is meant.');
    expect(suggestContext('narrativ', { ext: 'https://vendor.example/#' })).toBeUndefined();
    expect(suggestContext('narrativ', undefined)).toBeUndefined();
  });
});

test('who signs without the context of a schema type is told which to add', async () => {
  const harness = await createHarness();
  const schema = { id: 'https://purl.imsglobal.org/x', type: '1EdTechJsonSchemaValidator2019' };
  const credential: JsonObject = { ...badge(1, harness.signer.controller), credentialSchema: [schema] };
  await expect(signTheirs(harness, credential)).rejects.toMatchObject({
    code: 'term-undefined',
    pointer: '/credentialSchema/0/type',
    message: expect.stringMatching(/extensions\.json defines it\.$/),
  });
  const misspelled = { ...badge(1, harness.signer.controller), awardDate: '2026-01-01T00:00:00Z' };
  await expect(signTheirs(harness, misspelled)).rejects.toMatchObject({
    code: 'term-undefined',
    pointer: '/awardDate',
    message: expect.stringMatching(/Perhaps "awardedDate" is meant\.$/),
  });
});
