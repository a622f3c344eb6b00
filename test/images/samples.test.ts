/** Published badges: unbaked, and the credentials in them verified to the verdict they have on their own. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { readDocument } from '../../src/images/read-document.ts';
import { unbake } from '../../src/images/unbake.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { createHarness, type Site } from '../harness.ts';
import { hasReference, referencePath } from '../reference.ts';
import { aPng } from './pictures.ts';

const sample = (name: string) => readFileSync(referencePath(`samples/ob-v3/${name}`));

const BOB = 'https://example.com/issuers/876543';
const MULTIBASE = 'z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x';
const key = { id: `${BOB}#${MULTIBASE}`, type: 'Multikey', controller: BOB, publicKeyMultibase: MULTIBASE };
const SITE = {
  [BOB]: { id: BOB, verificationMethod: [key], assertionMethod: [key.id] },
};

async function verify(bytes: Uint8Array, site: Site = {}) {
  const { value } = readDocument(bytes, 1_000_000);
  return (await verifyNodes(await createHarness({ site }), value)).report;
}

describe.skipIf(!hasReference)('published samples', () => {
  test('the PNG has a badge as JSON; it is accepted where its issuer says that the key is theirs', async () => {
    expect(unbake(sample('simple-json.png'))).toMatchObject({ format: 'png', kind: 'ob-3.0' });
    const report = await verify(sample('simple-json.png'), SITE);
    expect([report.verdict, report.kind]).toEqual(['accepted', 'ob-3.0']);
    const unanchored = await verify(sample('simple-json.png'));
    expect(unanchored.nodes).toMatchObject([{ state: 'integrity-only', reasons: ['key-unanchored'] }]);
    expect(unanchored.verdict).toBe('inconclusive');
  });

  test('a word changed in the PNG is noticed', async () => {
    const credential = JSON.parse(unbake(sample('simple-json.png')).text) as JsonObject;
    const changed = bake(
      sample('simple-json.png'),
      JSON.stringify({ ...credential, name: 'Another badge' }),
      { overwrite: true },
    );
    const report = await verify(changed, SITE);
    expect(report.verdict).toBe('rejected');
    expect(report.findings.map(({ code }) => code)).toContain('proof-invalid');
  });

  test('the SVG has a badge as JWT, in a file with a DOCTYPE', async () => {
    const { kind, text } = unbake(sample('simple-jwt.svg'));
    expect([kind, sample('simple-jwt.svg').toString()]).toEqual(['ob-3.0', expect.stringContaining(text)]);
    const report = await verify(sample('simple-jwt.svg'));
    expect(report.nodes[0]).toMatchObject({ state: 'integrity-only', reasons: ['key-unanchored'] });
    expect(report.findings.map(({ code }) => code)).toContain('proof-valid');
  });

  test('every published credential survives a picture of its own', async () => {
    for (const name of ['simple.json', 'simple-did-key-method.json', 'simple-err-expired.json']) {
      const alone = await verify(sample(name), SITE);
      expect(await verify(bake(aPng(), sample(name).toString()), SITE)).toEqual(alone);
    }
  });
});
