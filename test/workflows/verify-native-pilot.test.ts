import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createReport } from '../../src/kernel/report.ts';
import { parseRecord } from '../../src/records/parse-record.ts';
import { type Enclosure, verifyNative } from '../../src/workflows/verify-native.ts';
import { fakeDids, fakeFetch, NOW } from '../fixtures/native.ts';

const SAMPLE = new URL('../../../shared/samples/pilot/vc-wrapped-clr-rsasignature2018.json', import.meta.url);
const held = existsSync(SAMPLE);

/** The transcript inside a real pilot credential: Signed without its JWS, nulls, no zone, key on localhost. */
describe.skipIf(!held)(`a pilot’s transcript${held ? '' : ' (the samples are not here)'}`, () => {
  const clr = held ? JSON.parse(readFileSync(SAMPLE, 'utf8')).credentialSubject : {};

  async function verify(enclosure: Enclosure) {
    const fetch = fakeFetch({});
    const { findings, nodes } = await verifyNative(
      { fetch, resolveDid: fakeDids({}), now: () => NOW },
      parseRecord(clr),
      { enclosure },
    );
    const states: Record<string, number> = {};
    for (const { state } of nodes) states[state] = (states[state] ?? 0) + 1;
    return {
      verdict: createReport('', findings, nodes).verdict,
      record: nodes[0],
      states,
      errors: findings
        .filter(({ severity, result }) => severity === 'error' && result !== 'pass')
        .map(({ code }) => code),
      codes: findings.map(({ code }) => code),
      calls: fetch.calls,
    };
  }

  it('is covered by a verified credential, with what could not be checked said aloud', async () => {
    const { states, record, errors, codes, calls } = await verify('covered');
    expect(states).toEqual({ covered: 67 });
    expect(record?.reasons).toEqual(['signature-missing-covered', 'status-unchecked-covered']);
    expect(errors).toEqual([]);
    expect(codes.filter((code) => code === 'covered')).toHaveLength(1);
    expect(codes).toContain('recipient-match');
    expect(calls).toHaveLength(1);
  });

  it('is open inside a credential whose legacy proof nobody can check', async () => {
    const { states, errors, verdict } = await verify('open');
    expect(verdict).toBe('inconclusive');
    expect(states).toEqual({ unknown: 1, unverified: 66 });
    expect(errors).toContain('signature-missing-open');
  });

  it('is rejected standing alone: it says it is signed', async () => {
    const { verdict, record, errors } = await verify('none');
    expect(verdict).toBe('rejected');
    expect(record?.state).toBe('failed');
    expect(errors).toContain('signature-missing');
  });
});
