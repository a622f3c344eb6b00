/** docs/what-a-signature-binds.md: every attack of the page is run, and its table is how they went (npm run attacks). */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS, type Transcript } from '../scripts/attacks.ts';
import { aBadge, type Outcomes, pageWithTable, runAttacks } from '../scripts/what-a-signature-binds.ts';
import { verifyNodes } from '../src/workflows/verify-nodes.ts';
import { clr, signJwt } from './fixtures/signed-clr2.ts';
import { createHarness } from './harness.ts';

let outcomes: Outcomes[];
beforeAll(async () => {
  outcomes = await runAttacks();
});

const of = (name: string) => outcomes.find(({ attack }) => attack.name === name) as Outcomes;

test('the page has the table as the attacks went', () => {
  const page = readFileSync(new URL('../docs/what-a-signature-binds.md', import.meta.url), 'utf8');
  expect(pageWithTable(page, outcomes)).toBe(page);
});

describe.each(ATTACKS.map(({ name }) => name))('%s', (name) => {
  test('the plain library does not notice', () => {
    const { theirs, ours } = of(name);
    expect([...theirs, ...ours].map(({ plain }) => plain)).not.toContain(false);
  });

  test('what the bridge signed is accepted only if nothing was changed', () => {
    const verdicts = of(name).ours.map(({ report }) => report.verdict);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(new Set(verdicts)).toEqual(new Set([name === 'nothing' ? 'accepted' : 'rejected']));
  });

  test('a JWS over the same record holds only if nothing was changed', async () => {
    const { change, members = {} } = of(name).attack;
    const harness = await createHarness();
    const { controller } = harness.signer;
    const record = clr([aBadge(1, controller, 'A'), aBadge(2, controller, 'C')], controller, members);
    const jwt = await signJwt(record, harness.signer);
    const [header, payload = '', signature] = jwt.split('.');
    const changed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Transcript;
    change?.(changed);
    const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    const { findings } = (await verifyNodes(harness, forged)).report;
    const codes = findings.filter(({ pointer }) => pointer === '').map(({ code }) => code);
    expect(codes).toContain(change === undefined ? 'proof-valid' : 'proof-invalid');
  });

  test('what others signed is not accepted, or only with what is not bound said aloud', () => {
    const reports = of(name).theirs.map(({ report }) => report);
    expect(reports.length).toBeGreaterThan(0);
    for (const { verdict, unchecked } of reports) {
      if (verdict === 'accepted') expect(unchecked.map(({ code }) => code)).toContain('digest-absent');
    }
  });
});
