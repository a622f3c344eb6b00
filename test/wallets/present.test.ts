/** Wallets answer requests of the service itself. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLearnCard } from './learncard.ts';
import { createOid4vcTs } from './oid4vc-ts.ts';
import { startBridge } from './start-bridge.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../samples/sample-clr.json', import.meta.url), 'utf8'),
  (name, value: unknown) => (name === 'allowedValues' ? undefined : value),
) as JsonObject;

const service = await startBridge();
afterAll(service.close);

test.each([
  { wallet: await createLearnCard(), query: 'dcql' },
  { wallet: await createOid4vcTs(), query: 'dcql' },
  { wallet: await createDigitalBazaar(), query: 'presentation-exchange' },
])('OID4VP, asked in $query: $wallet.name', async ({ wallet, query }) => {
  const { verifiableCredential } = await service.post<{ verifiableCredential: JsonObject }>('/clr/wrap', {
    clr: sample,
    profile: 'clr2',
    subject: wallet.did,
  });
  const { id, links } = await service.request({ template: 'any-clr', query });
  await wallet.present(String(links.protocols['OID4VP']), [verifiableCredential]);
  const found = await (await fetch(`https://bridge.example/requests/${id}`)).json();
  expect(found).toMatchObject({ state: 'answered', result: { verdict: 'accepted', holder: wallet.did } });
});
