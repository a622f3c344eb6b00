/** Real records and credentials of others, through the whole command line. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { hasReference, readReference, referencePath } from '../reference.ts';
import { createShell } from './shell.ts';

const shell = createShell();
const { run, file } = shell;
afterAll(() => shell.remove());

const TRANSCRIPT = 'samples/clr-v1/pilot-transcript.json';
const PILOT_VC = 'samples/pilot/vc-wrapped-clr-rsasignature2018.json';

test('the sample of the package is wrapped strictly, verified and given back', async () => {
  const path = new URL('../../samples/sample-clr.json', import.meta.url);
  const wrapped = await run(['wrap', '-'], readFileSync(path, 'utf8'));
  expect(wrapped.code).toBe(0);
  const unwrapped = await run(['unwrap', '-'], wrapped.out);
  expect(unwrapped.code).toBe(0);
  expect(JSON.parse(unwrapped.out)).toEqual(JSON.parse(readFileSync(path, 'utf8')));
});

describe.skipIf(!hasReference)('a transcript of a pilot', () => {
  const path = referencePath(TRANSCRIPT);

  test.each([
    ['verbatim', '2.0'],
    ['verbatim', '1.1'],
    ['linked-data', '2.0'],
    ['linked-data', '1.1'],
  ])('%s, VC %s: wrapped leniently, accepted, and given back deeply equal', async (profile, vc) => {
    const wrapped = await run(['wrap', path, '--validation', 'lenient', '--profile', profile, '--vc', vc]);
    expect(wrapped.code).toBe(0);
    expect(wrapped.err).toMatch(/^warning property-null at \/achievements: /m);
    const credential = file(`${profile}-${vc}.json`, wrapped.out);
    const verified = await run(['verify', credential]);
    expect([verified.code, JSON.parse(verified.out).verdict]).toEqual([0, 'accepted']);
    const unwrapped = await run(['unwrap', credential]);
    expect(unwrapped.code).toBe(0);
    expect(JSON.parse(unwrapped.out)).toEqual(JSON.parse(readReference(TRANSCRIPT).replace(/^\ufeff/, '')));
  });

  test('strict refuses it with 1, and names every deviation with its place', async () => {
    const { code, out, err } = await run(['wrap', path]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^error record-invalid at \//m);
    for (const member of ['achievements', 'revocationReason', 'signedAssertions']) {
      expect(err).toMatch(new RegExp(`^  property-null at /${member}: `, 'm'));
    }
  });
});

describe.skipIf(!hasReference)('a credential of a pilot, whose proof nobody can check', () => {
  test('is inconclusive, and is unwrapped only on request', async () => {
    const path = referencePath(PILOT_VC);
    const verified = await run(['verify', path]);
    expect([verified.code, JSON.parse(verified.out).verdict]).toEqual([3, 'inconclusive']);
    expect(await run(['unwrap', path])).toMatchObject({ code: 3, out: '' });
    const unwrapped = await run(['unwrap', path, '--allow-unverified']);
    expect(unwrapped.code).toBe(0);
    expect(unwrapped.err).toContain('NOT VERIFIED: the input is inconclusive');
    expect(JSON.parse(unwrapped.out)).toEqual(JSON.parse(readReference(PILOT_VC)).credentialSubject);
  });
});
