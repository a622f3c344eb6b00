/** What wallets make of a credential’s place in a status list of the service, before and after it is revoked. */
import { afterAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createDigitalBazaar } from './digital-bazaar.ts';
import { createLcw } from './lcw.ts';
import { createLearnCard } from './learncard.ts';
import { startBridge } from './start-bridge.ts';
import { unscaledRecord } from './unscaled-record.ts';
import type { Wallet } from './wallet.ts';

const sample = unscaledRecord();

const service = await startBridge();
afterAll(service.close);

/** A credential for a wallet, and what the wallet says of it before and after it is revoked. */
async function revokeUnder(wallet: Wallet): Promise<boolean[]> {
  const { verifiableCredential: credential } = await service.post<{ verifiableCredential: JsonObject }>(
    '/clr/wrap',
    { clr: sample, profile: 'clr2', subject: wallet.did, status: true },
  );
  const before = await wallet.verify(credential);
  const { id, credentialStatus } = credential as { id: string; credentialStatus: JsonObject };
  const { type, statusPurpose } = credentialStatus;
  await service.post('/credentials/status', {
    credentialId: id,
    credentialStatus: { type, statusPurpose },
    status: true,
  });
  return [before.verified, (await wallet.verify(credential)).verified];
}

test.each([await createLcw(), await createDigitalBazaar()])(
  '$name takes it while it stands, and sees that it is revoked',
  async (wallet) => {
    expect(await revokeUnder(wallet)).toEqual([true, false]);
  },
);

/** It counts the bits of each octet from the right, the specification from the left: index 10 is read at 13. */
test('LearnCard looks up another place of the list, and sees nothing', async () => {
  expect(await revokeUnder(await createLearnCard())).toEqual([true, true]);
});
