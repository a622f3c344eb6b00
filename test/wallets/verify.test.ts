/** What each wallet's own verifier says of our credentials: it decides what a learner sees beside a record. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner, split, wrap } from '../../src/library.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { hasReference, readReference } from '../reference.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw, titleOf } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import type { Held, Wallet } from './wallet.ts';

const SUITES = ['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const;

const sample = sampleRecord();
const pilot = hasReference
  ? (JSON.parse(readReference('samples/clr-v1/pilot-transcript.json')) as JsonObject)
  : undefined;

const signer = await createSigner();
const lcw = await createLcw();
const learnCard = await createLearnCard();
const digitalBazaar = await createDigitalBazaar();

/** A transcript as a ClrCredential of this holder. */
async function clrFor(wallet: Wallet, record: JsonObject, proof: (typeof SUITES)[number]): Promise<Held> {
  const { verifiableCredential } = await wrap(record, {
    signer,
    profile: 'clr2',
    proof,
    validation: 'lenient',
    subject: wallet.did,
  });
  return verifiableCredential as Held;
}

function tamper(credential: Held): Held {
  const changed = structuredClone(credential) as JsonObject;
  changed['name'] = `${String(changed['name'])}!`;
  return changed;
}

describe.each(SUITES)('a CLR as a ClrCredential, %s', (proof) => {
  test.each([lcw, digitalBazaar])('the sample: $name', async (wallet) => {
    const credential = await clrFor(wallet, sample, proof);
    expect(await wallet.verify(credential)).toMatchObject({ verified: true });
    expect((await wallet.verify(tamper(credential))).verified).toBe(false);
  });

  test.skipIf(pilot === undefined).each([lcw, digitalBazaar, learnCard])(
    'the pilot transcript, 66 assertions: $name',
    async (wallet) => {
      const credential = await clrFor(wallet, pilot as JsonObject, proof);
      expect(await wallet.verify(credential)).toMatchObject({ verified: true });
      expect((await wallet.verify(tamper(credential))).verified).toBe(false);
    },
  );

  test.each([lcw, digitalBazaar, learnCard])('each achievement alone: $name', async (wallet) => {
    const { verifiableCredentials } = await split(sample, { signer, proof, subject: wallet.did });
    expect(verifiableCredentials.length).toBeGreaterThan(1);
    for (const credential of verifiableCredentials as Held[])
      expect(await wallet.verify(credential)).toMatchObject({ verified: true });
  });
});

test.skipIf(!hasReference)(
  'the Learner Credential Wallet finds each achievement as the published schema has it',
  async () => {
    const { verifiableCredentials } = await split(sample, { signer, subject: lcw.did });
    for (const credential of verifiableCredentials as Held[])
      expect((await lcw.verify(credential)).detail).toMatchObject({
        additionalInformation: [{ id: 'schema_check', results: [{ result: { valid: true } }] }],
      });
  },
);

test('the Learner Credential Wallet shows the title of the record', async () => {
  expect(titleOf(await clrFor(lcw, sample, 'eddsa-rdfc-2022'))).toBe(sample['name']);
});
