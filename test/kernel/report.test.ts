import { expect, test } from 'vitest';
import { FINDINGS, type FindingCode, finding } from '../../src/kernel/findings.ts';
import { createReport, decisiveFinding, judge } from '../../src/kernel/report.ts';

const found = (...codes: FindingCode[]) => codes.map((code) => finding(code, ''));

test.each<[string, FindingCode[], string]>([
  ['nothing at all', [], 'inconclusive'],
  ['no proof, and nothing wrong', ['structure-valid', 'validity-current'], 'inconclusive'],
  ['a proof that holds', ['proof-valid'], 'accepted'],
  [
    'a proof that holds, and warnings',
    ['proof-valid', 'property-null', 'status-unchecked-covered'],
    'accepted',
  ],
  ['a check that could not be made', ['proof-valid', 'status-unchecked'], 'inconclusive'],
  ['a check that failed', ['proof-valid', 'expired'], 'rejected'],
  ['a check that failed, and one that could not be made', ['status-unchecked', 'proof-invalid'], 'rejected'],
])('%s: the verdict', (_name, codes, verdict) => {
  expect(judge(found(...codes))).toBe(verdict);
});

test('a failure decides, and not what merely stayed open before it; warnings decide nothing', () => {
  const decided = (...codes: FindingCode[]) => decisiveFinding({ findings: found(...codes) })?.code;
  expect(decided('property-null', 'status-unchecked', 'key-unanchored', 'expired')).toBe('expired');
  expect(decided('property-null', 'status-unchecked', 'key-unanchored')).toBe('status-unchecked');
  expect(decided('proof-valid', 'property-null')).toBeUndefined();
});

test('no single finding but a proof that holds can make a verdict good', () => {
  for (const code of Object.keys(FINDINGS) as FindingCode[]) {
    const { check, result, severity } = FINDINGS[code];
    const proven = check === 'proof' && result === 'pass';
    expect(judge(found(code)) === 'accepted', code).toBe(proven && severity !== 'error');
  }
});

test('what was not checked is listed aloud', () => {
  const report = createReport('vc', found('proof-valid', 'digest-absent', 'trust-unconfigured'), [
    { pointer: '', kind: 'vc', state: 'verified', reasons: [] },
    { pointer: '/x', kind: 'clr', state: 'unknown', reasons: [] },
    { pointer: '/y', kind: 'assertion', state: 'expired', reasons: [] },
  ]);
  expect(report.unchecked.map(({ code }) => code)).toEqual(['digest-absent', 'trust-unconfigured']);
  expect(report.summary).toEqual({ nodes: 3, pass: 1, fail: 1, unknown: 1 });
});
