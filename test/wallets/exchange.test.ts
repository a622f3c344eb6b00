/** What wallets do with offers and requests of the service beyond the way there and back (page.test.ts). */
import { afterAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import { type Answered, claimBy, compareBack, linkFor, presentBy } from './round-trip.ts';
import { startBridge } from './start-bridge.ts';
import { unscaledRecord } from './unscaled-record.ts';
import { formatOf, type Held, type Wallet } from './wallet.ts';

const sample = sampleRecord();
const unscaled = unscaledRecord();

const service = await startBridge();
afterAll(service.close);

const lcw = await createLcw();
const learnCard = await createLearnCard();
const digitalBazaar = await createDigitalBazaar();
const oid4vcTs = await createOid4vcTs();

const oid4vci = (format: 'ldp_vc' | 'jwt_vc_json') => ({ protocol: 'oid4vci', format }) as const;
const subjectOf = (held: Held) => ((held as JsonObject)['credentialSubject'] as JsonObject)['id'];

describe('an offer with a transaction code', () => {
  test('LearnCard: linked data and a JWT in one claim', async () => {
    const { id, links, txCode } = await service.offer({ clr: unscaled, txCode: true });
    const held = await learnCard.claim(linkFor(links, 'oid4vci'), { txCode: String(txCode) });
    expect(held.map(formatOf).sort()).toEqual(['jwt_vc_json', 'ldp_vc']);
    expect(held.filter((one) => typeof one !== 'string').map(subjectOf)).toEqual([learnCard.did]);
    expect(await service.get(`/offers/${id}`)).toMatchObject({ state: 'claimed', taken: 1 });
  });

  test.each(['ldp_vc', 'jwt_vc_json'] as const)('oid4vc-ts: %s', async (format) => {
    const held = await claimBy(service, oid4vcTs, oid4vci(format), { clr: sample, txCode: true });
    expect(held).toHaveLength(1);
    expect(await oid4vcTs.verify(held[0] as Held)).toMatchObject({ verified: true });
  });

  test.each([learnCard, oid4vcTs])(
    'a wrong code gives nothing, the right one all of it: $name',
    async (wallet) => {
      const { links, txCode = '' } = await service.offer({ clr: unscaled, txCode: true });
      const link = linkFor(links, 'oid4vci');
      const wrong = txCode === '000000' ? '000001' : '000000';
      await expect(wallet.claim(link, { txCode: wrong })).rejects.toThrow();
      expect(await wallet.claim(link, { txCode })).not.toHaveLength(0);
      await expect(wallet.claim(link, { txCode })).rejects.toThrow();
    },
  );
});

/** Ten records that differ in what they say, not only in their id. */
const ten = Array.from({ length: 10 }, (_, i) => ({
  ...unscaled,
  id: `urn:uuid:00000000-0000-4000-8000-00000000000${i}`,
  name: `Record ${i}`,
  assertions: (unscaled['assertions'] as JsonObject[]).slice(i % 5, (i % 5) + 1),
}));
const nameOf = (held: Held) => (held as JsonObject)['name'];

describe('ten different records in one claim', () => {
  test.each([oid4vcTs, learnCard])('$name gets all ten', async (wallet) => {
    const held = await claimBy(service, wallet, oid4vci('ldp_vc'), { clrs: ten });
    expect(held.map(nameOf)).toEqual(ten.map(({ name }) => name));
    expect(new Set(held.map(subjectOf))).toEqual(new Set([wallet.did]));
    expect(new Set(held.map((one) => (one as JsonObject)['id'])).size).toBe(10);
    for (const one of held) expect(await wallet.verify(one)).toMatchObject({ verified: true });
  });

  test('Digital Bazaar, too', async () => {
    const held = await claimBy(service, digitalBazaar, oid4vci('ldp_vc'), { clrs: ten });
    expect(held.map(nameOf)).toEqual(ten.map(({ name }) => name));
  });

  test('all ten come out of a presentation, one by one', async () => {
    const held = await claimBy(service, oid4vcTs, oid4vci('ldp_vc'), { clrs: ten, embedSource: true });
    const { result } = await presentBy(service, oid4vcTs, 'oid4vp', held);
    expect(result.records.map(({ clr }) => clr)).toEqual(ten);
  });
});

test('LearnCard shows a record with equal scales as a JWT', async () => {
  const held = await claimBy(service, learnCard, oid4vci('jwt_vc_json'), { clr: sample, embedSource: true });
  expect(compareBack(sample, await presentBy(service, learnCard, 'oid4vp', held), learnCard)).toBe('same');
});

describe('a request', () => {
  const claimed = (wallet: Wallet) =>
    claimBy(service, wallet, oid4vci('ldp_vc'), { clr: unscaled, embedSource: true });

  test('is answered once', async () => {
    const held = await claimed(oid4vcTs);
    const { links } = await service.request({ template: 'any-clr' });
    await oid4vcTs.present(linkFor(links, 'oid4vp'), held);
    await expect(oid4vcTs.present(linkFor(links, 'oid4vp'), held)).rejects.toThrow();
  });

  test('Digital Bazaar answers a presentation definition, not a DCQL query', async () => {
    const held = await claimed(digitalBazaar);
    const { links } = await service.request({ template: 'any-clr' });
    await expect(digitalBazaar.present(linkFor(links, 'oid4vp'), held)).rejects.toThrow();
    const answered = await presentBy(service, digitalBazaar, 'oid4vp', held);
    expect(compareBack(unscaled, answered, digitalBazaar)).toBe('same');
  });

  test('a wallet shows what was issued to another: rejected', async () => {
    const held = await claimed(digitalBazaar);
    const { id, links } = await service.request({ template: 'any-clr' });
    await oid4vcTs.present(linkFor(links, 'oid4vp'), held);
    expect(await service.get(`/requests/${id}`)).toMatchObject({
      state: 'answered',
      result: { verdict: 'rejected', holder: oid4vcTs.did, records: [] },
    });
  });
});

describe('an interaction link, as a QR code has it', () => {
  test('LCW keeps what it is handed at once, and lets go of it after DIDAuth', async () => {
    const atOnce = await service.offer({ clr: unscaled, didAuth: false });
    expect(await lcw.claim(atOnce.links.interaction)).toHaveLength(1);
    const proven = await service.offer({ clr: unscaled });
    expect(await lcw.claim(proven.links.interaction)).toEqual([]);
    // its link hands it over once more: the same DID has claimed it
    const held = await lcw.claim(linkFor(proven.links, 'legacy-link'));
    expect(held.map(subjectOf)).toEqual([lcw.did]);
  });

  test.each([digitalBazaar, learnCard])(
    '$name claims it bound to its DID, and answers a request',
    async (wallet) => {
      const offer = await service.offer({ clr: unscaled, embedSource: true });
      const held = await wallet.claim(offer.links.interaction);
      const documents = held.filter((one) => typeof one !== 'string');
      expect(documents.map(subjectOf)).toEqual([wallet.did]);
      const { id, links } = await service.request({ template: 'any-clr', to: '1.0' });
      // Digital Bazaar takes the exchange of VC-API where there is one, LearnCard OpenID4VP
      await wallet.present(links.interaction, documents);
      expect(compareBack(unscaled, await service.get<Answered>(`/requests/${id}`), wallet)).toBe('same');
    },
  );
});
