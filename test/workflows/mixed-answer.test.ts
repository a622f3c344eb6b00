/** One answer with credentials of every kind that learners have: each record by itself, and what was proven of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { badge, signOurs } from '../fixtures/signed-clr2.ts';
import { createWallet, type TestWallet } from '../fixtures/wallet.ts';
import { createHarness } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const RECORD = sampleRecord();

let service: ExchangeService;
let wallet: TestWallet;
let credentials: JsonObject[];
let college: string;
beforeAll(async () => {
  service = await startExchanges();
  wallet = await createWallet();
  const wrap = async (profile: 'verbatim' | 'clr2') =>
    (await service.bridge.wrap({ records: [RECORD], profile, subject: wallet.did }))
      .verifiableCredential as JsonObject;
  const elsewhere = await createHarness();
  college = elsewhere.signer.controller;
  const course = badge(1, college);
  const about = { ...(course['credentialSubject'] as JsonObject), id: wallet.did };
  const foreign = await signOurs(elsewhere, { ...course, credentialSubject: about });
  credentials = [await wrap('verbatim'), await wrap('clr2'), foreign];
});
afterAll(() => service.close());

// over JCS, since nobody else holds the contexts of the pilot
const question = { challenge: 'asked by this exchange', proof: 'eddsa-jcs-2022' as const };

async function answer(presented: Json[], more = {}) {
  const { exchanges } = service.bridge;
  const { id } = await exchanges.createRequest(more);
  const presentation = await wallet.present(presented, question);
  return exchanges.answer(id, presentation, { question, way: 'upload' });
}

test('gives back each record, with who issued it and who presented it', async () => {
  const { verdict, records } = await answer(credentials);
  expect(verdict).toBe('accepted');
  expect(records.map(({ version, provenance }) => [version, provenance])).toEqual(
    [
      ['1.0', service.issuer],
      ['2.0', service.issuer],
      ['2.0', college],
    ].map(([version, issuer], i) => [
      version,
      {
        pointer: `/verifiableCredential/${i}`,
        id: credentials[i]?.['id'],
        issuer,
        holder: wallet.did,
      },
    ]),
  );
  expect(records[0]?.clr, 'exactly what went in').toEqual(RECORD);
});

describe.skipIf(!hasReference)('with a credential of a pilot, whose proof nobody can check', () => {
  const pilot = () =>
    JSON.parse(readReference('samples/pilot/vc-wrapped-clr-rsasignature2018.json')) as JsonObject;

  test('it is inconclusive, and hands out nothing', async () => {
    const { verdict, records, report } = await answer([...credentials, pilot()]);
    expect([verdict, records]).toEqual(['inconclusive', []]);
    const states = report.nodes.filter(({ pointer }) => /^\/verifiableCredential\/\d$/.test(pointer));
    expect(states.map(({ state }) => state)).toEqual(['verified', 'verified', 'verified', 'unverified']);
  });

  test('where the request takes that, each record comes with its state and its provenance', async () => {
    const { verdict, records } = await answer([...credentials, pilot()], { allowUnverified: true });
    expect(verdict).toBe('inconclusive');
    expect(records.slice(0, 3).map(({ provenance }) => provenance.issuer)).toEqual([
      service.issuer,
      service.issuer,
      college,
    ]);
    const rest = records.slice(3);
    expect(rest.length).toBeGreaterThan(0);
    for (const { version, provenance, verification } of rest) {
      expect(version).toBe('1.0');
      expect(provenance).toMatchObject({ pointer: '/verifiableCredential/3', issuer: pilot()['issuer'] });
      expect(verification).toMatchObject({ verified: false });
    }
    for (const { verification } of records) expect(verification.verdict).toBe('inconclusive');
  });
});
