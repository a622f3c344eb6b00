/** Everything that can be done to a signed ClrCredential of ours, part by part: rejected, at the place concerned. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../src/kernel/json.ts';
import type { Report } from '../../src/kernel/report.ts';
import { createSigner } from '../../src/library.ts';
import { verifyNodes } from '../../src/workflows/verify-nodes.ts';
import { wrapRecord } from '../../src/workflows/wrap-record.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { badge, signOurs } from '../fixtures/signed-clr2.ts';
import { copy, createHarness, type Harness } from '../harness.ts';
import { hasReference, readReference } from '../reference.ts';

const sample = sampleRecord();

const badgesOf = (credential: JsonObject) =>
  (credential['credentialSubject'] as { verifiableCredential: JsonObject[] }).verifiableCredential;
const place = (n: number) => `/credentialSubject/verifiableCredential/${n}`;

/** Another signature of the same form: one character of it is exchanged. */
function forgeProof(credential: JsonObject): void {
  const proof = credential['proof'] as { proofValue: string };
  const at = 20;
  const other = proof.proofValue[at] === '2' ? '3' : '2';
  proof.proofValue = proof.proofValue.slice(0, at) + other + proof.proofValue.slice(at + 1);
}

const failuresOf = ({ findings }: Report) =>
  findings.filter(({ severity, result }) => severity === 'error' && result === 'fail');

/** Codes of what failed at these pointers. */
const failedAt = (report: Report, pointer: string) =>
  failuresOf(report)
    .filter((found) => found.pointer === pointer)
    .map(({ code }) => code);

async function wrapped(harness: Harness, record: JsonObject): Promise<JsonObject> {
  const { verifiableCredential } = await wrapRecord(harness, {
    records: [record],
    profile: 'clr2',
    validation: 'lenient',
  });
  return verifiableCredential as JsonObject;
}

type Case = { name: string; attack: (credential: JsonObject) => void };

const CASES: Case[] = [
  {
    name: 'two badges exchange their subjects',
    attack: (credential) => {
      const [one, two] = badgesOf(credential) as [JsonObject, JsonObject];
      [one['credentialSubject'], two['credentialSubject']] = [
        two['credentialSubject'] as Json,
        one['credentialSubject'] as Json,
      ];
    },
  },
  {
    name: 'two badges change places',
    attack: (credential) => {
      const badges = badgesOf(credential);
      [badges[0], badges[1]] = [badges[1] as JsonObject, badges[0] as JsonObject];
    },
  },
  { name: 'a badge is removed', attack: (credential) => void badgesOf(credential).splice(1, 1) },
  {
    name: 'an unsigned badge is added',
    attack: (credential) => {
      const { id } = credential['issuer'] as { id: string };
      badgesOf(credential).push(badge(9, id));
    },
  },
  {
    name: 'a badge loses its proof',
    attack: (credential) => {
      delete badgesOf(credential)[0]?.['proof'];
    },
  },
  {
    name: 'an achievement that nobody has is added to the record',
    attack: (credential) => {
      const subject = credential['credentialSubject'] as { achievement: JsonObject[] };
      subject.achievement.push(copy(subject.achievement[0] as JsonObject));
    },
  },
  {
    name: 'what is carried along is changed',
    attack: (credential) => {
      const carrier = credential['clr1Rest'] as JsonObject;
      carrier['/id'] = 'urn:uuid:00000000-0000-4000-8000-000000000000';
    },
  },
];

describe('the sample, in the profile clr2', () => {
  let harness: Harness;
  let credential: JsonObject;
  beforeAll(async () => {
    harness = await createHarness();
    credential = await wrapped(harness, sample);
  });

  test.each(CASES)('$name: rejected, and the record named', async ({ attack }) => {
    const changed = copy(credential);
    attack(changed);
    const { report } = await verifyNodes(harness, changed);
    expect(report.verdict).toBe('rejected');
    expect(failuresOf(report).map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(\/proof|\/jsonDigest)?$/)]),
    );
  });

  test('subjects that were exchanged are named at both badges too', async () => {
    const changed = copy(credential);
    CASES[0]?.attack(changed);
    const { report } = await verifyNodes(harness, changed);
    for (const n of [0, 1])
      expect(failuresOf(report).some(({ pointer }) => pointer.startsWith(place(n)))).toBe(true);
    expect(failuresOf(report).some(({ pointer }) => pointer.startsWith(place(2)))).toBe(false);
  });

  test('one replaced by another learner’s, validly signed: the badge holds, the record does not', async () => {
    const changed = copy(credential);
    const other = copy(sample);
    (other['learner'] as JsonObject)['id'] = 'urn:uuid:00000000-0000-4000-8000-00000000beef';
    badgesOf(changed)[1] = badgesOf(await wrapped(harness, other))[1] as JsonObject;
    const { report } = await verifyNodes(harness, changed);
    expect(report.verdict).toBe('rejected');
    expect(failuresOf(report).some(({ pointer }) => pointer.startsWith(place(1)))).toBe(false);
    expect(failuresOf(report).some(({ pointer }) => /^(\/proof|\/jsonDigest)?$/.test(pointer))).toBe(true);
  });

  test('one replaced by a forgery of somebody else’s key, and the record signed anew by them, is not the issuer’s', async () => {
    const stranger = await createSigner();
    const changed = copy(credential);
    const first = badgesOf(changed)[0] as JsonObject;
    const { proof: _proof, ...unsigned } = first;
    badgesOf(changed)[0] = await signOurs(harness, unsigned, stranger);
    const { proof: _outer, jsonDigest: _digest, ...record } = changed;
    const { report } = await verifyNodes(harness, await signOurs(harness, record, stranger));
    expect(report.verdict).toBe('rejected');
    expect(failuresOf(report).map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\/(issuer|proof)/), expect.stringContaining(place(0))]),
    );
  });
});

describe.skipIf(!hasReference)('the pilot transcript', () => {
  test('with each of its 67 signatures forged in turn is rejected, at that signature and no other badge’s', async () => {
    const harness = await createHarness();
    const record = parseJson(Buffer.from(readReference('samples/clr-v1/pilot-transcript.json'))).value;
    const credential = await wrapped(harness, record as JsonObject);
    expect(badgesOf(credential)).toHaveLength(66);
    for (let n = -1; n < 66; n++) {
      const changed = copy(credential);
      forgeProof(n < 0 ? changed : (badgesOf(changed)[n] as JsonObject));
      const { report } = await verifyNodes(harness, changed);
      const at = n < 0 ? '' : place(n);
      expect([n, report.verdict]).toEqual([n, 'rejected']);
      expect([n, failedAt(report, `${at}/proof`)]).toEqual([n, ['proof-invalid']]);
      const others = failuresOf(report).filter(
        ({ pointer }) =>
          pointer.startsWith(place(0).slice(0, -1)) && !pointer.startsWith(`${at}/`) && pointer !== at,
      );
      expect([n, others]).toEqual([n, []]);
    }
  }, 300_000);
});
