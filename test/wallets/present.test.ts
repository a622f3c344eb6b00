/** Wallets answer requests of the service itself. */
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import { startBridge } from './start-bridge.ts';
import { unscaledRecord } from './unscaled-record.ts';

const sample = unscaledRecord();

const service = await startBridge();
afterAll(service.close);

const learnCard = await createLearnCard();
const oid4vcTs = await createOid4vcTs();
const digitalBazaar = await createDigitalBazaar();
const signed = { clientId: 'did', verifier: service.verifier };

/** `link`: which of the request's links the wallet follows. */
test.each([
  { wallet: learnCard, asked: {}, link: 'OID4VP' },
  { wallet: oid4vcTs, asked: {}, link: 'OID4VP' },
  { wallet: digitalBazaar, asked: { query: 'presentation-exchange' }, link: 'OID4VP' },
  { wallet: learnCard, asked: {}, link: 'openid4vc' },
  { wallet: learnCard, asked: { encrypted: true }, link: 'OID4VP' },
  { wallet: oid4vcTs, asked: { encrypted: true }, link: 'OID4VP' },
  { wallet: digitalBazaar, asked: { query: 'presentation-exchange', encrypted: true }, link: 'OID4VP' },
  { wallet: learnCard, asked: signed, link: 'openid4vc' },
  { wallet: oid4vcTs, asked: signed, link: 'openid4vc' },
  { wallet: learnCard, asked: { ...signed, encrypted: true }, link: 'openid4vc' },
  { wallet: oid4vcTs, asked: { ...signed, encrypted: true }, link: 'openid4vc' },
])('OID4VP, asked with $asked by its link $link: $wallet.name', async ({ wallet, asked, link }) => {
  const { verifiableCredential } = await service.post<{ verifiableCredential: JsonObject }>('/clr/wrap', {
    clr: sample,
    profile: 'clr2',
    subject: wallet.did,
  });
  const { id, links } = await service.request({ template: 'any-clr', ...asked });
  await wallet.present(String({ ...links.protocols, ...links.wallets }[link]), [verifiableCredential]);
  const found = await (await fetch(`https://bridge.example/requests/${id}`)).json();
  expect(found).toMatchObject({ state: 'answered', result: { verdict: 'accepted', holder: wallet.did } });
});
