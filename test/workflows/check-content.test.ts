/** What a credential says, held against CLR 2.0 and Open Badges 3.0 while it is verified. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkContent } from '../../src/workflows/check-content.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { badge, clr, endorsement, signOurs } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';

const place = '/credentialSubject/verifiableCredential';

/** The report on a CLR of two badges, the second changed before it is signed. */
async function reportOf(change: (second: JsonObject, issuer: string) => JsonObject) {
  const harness = await createHarness();
  const { controller } = harness.signer;
  const first = await signOurs(harness, badge(1, controller));
  const second = await signOurs(harness, change(badge(2, controller), controller));
  const record = await signOurs(harness, clr([first, second], controller));
  return (await verifyNodes(harness, record)).report;
}

describe('while a CLR is verified', () => {
  test('a badge without an achievement is none: it is rejected, and named', async () => {
    const report = await reportOf((second) => ({
      ...second,
      credentialSubject: { id: 'did:example:learner', type: ['AchievementSubject'] },
    }));
    expect(report.verdict).toBe('rejected');
    expect(
      report.findings.filter(({ severity, result }) => severity === 'error' && result === 'fail'),
    ).toMatchObject([{ code: 'structure-invalid', pointer: `${place}/1/credentialSubject/achievement` }]);
    expect(report.nodes.map(({ pointer, state }) => [pointer, state])).toEqual([
      ['', 'verified'],
      [`${place}/0`, 'verified'],
      [`${place}/1`, 'failed'],
    ]);
  });

  test('what deviates is said with its place, at any depth, and does not reject', async () => {
    const report = await reportOf((second, issuer) => {
      const { name: _, ...nameless } = endorsement(1, issuer, String(second['id']));
      const subject = second['credentialSubject'] as JsonObject;
      const result = { type: ['Result'], resultDescription: 'urn:x:none', value: 'B' };
      return { ...second, endorsement: [nameless], credentialSubject: { ...subject, result: [result] } };
    });
    expect(report.verdict).toBe('accepted');
    expect(
      report.findings.filter(({ check, result }) => check === 'schema' && result === 'fail'),
    ).toMatchObject([
      { code: 'result-dangling', pointer: `${place}/1/credentialSubject/result/0/resultDescription` },
      { code: 'property-missing', pointer: `${place}/1/endorsement/0/name` },
    ]);
  });

  test('what is the same of all badges is one sentence', async () => {
    const report = await reportOf((second) => second);
    const shapes = report.findings.filter(({ code }) => code === 'record-shape');
    expect(shapes.map(({ pointer, message }) => [pointer, message])).toEqual([
      ['', 'The record has the shape the standard describes.'],
      ['', 'The record has the shape the standard describes. (2 parts)'],
    ]);
  });
});

describe('checkContent', () => {
  const codes = (credential: JsonObject, nested = false) =>
    checkContent(credential, '/x', { nested }).map(({ code, pointer }) => [code, pointer]);

  test('says each breach once', () => {
    expect(codes({ ...badge(1, 'https://college.example.edu'), '@context': [] })).toEqual([
      ['structure-invalid', '/x/@context'],
      ['context-unexpected', '/x/@context/1'],
    ]);
    const { issuer: _, ...unissued } = badge(1, 'https://college.example.edu');
    expect(codes(unissued)).toEqual([['structure-invalid', '/x/issuer']]);
  });

  test('calls nothing sound that is broken', () => {
    const broken = { ...badge(1, 'https://college.example.edu'), credentialSubject: { id: 'did:example:1' } };
    expect(codes(broken)).toEqual([
      ['property-missing', '/x/credentialSubject/type'],
      ['structure-invalid', '/x/credentialSubject/achievement'],
    ]);
  });

  test('leaves other credentials to the data model alone', () => {
    const other = { ...badge(1, 'https://college.example.edu'), type: ['VerifiableCredential'] };
    expect(codes(other)).toEqual([['structure-valid', '/x']]);
  });

  test('looks at texts once, from outside', () => {
    const garbled = { ...badge(1, 'https://college.example.edu'), name: 'GÃ¶teborg' };
    const record = clr([garbled], 'https://college.example.edu', { partial: false });
    expect(codes(record)).toContainEqual([
      'text-double-encoded',
      '/x/credentialSubject/verifiableCredential/0/name',
    ]);
    expect(codes(garbled, true)).toEqual([
      ['structure-valid', '/x'],
      ['record-shape', '/x'],
    ]);
  });
});
