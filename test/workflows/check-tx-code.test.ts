import { expect, test } from 'vitest';
import { checkTxCode } from '../../src/workflows/check-tx-code.ts';
import type { ExchangeDeps } from '../../src/workflows/exchange-ports.ts';
import type { OpenOffer } from '../../src/workflows/redeem-offer.ts';

/** Of an offer of which every use is taken nothing is asked: whoever asks would count, or compare. */
const deps = {} as ExchangeDeps;

const taken = {
  record: { id: 'a', uses: 1, taken: 1 },
  content: { txCode: { length: 6 } },
} as unknown as OpenOffer;

test('a use that is given back in the meantime is not had without the code', async () => {
  await expect(checkTxCode(deps, taken, '000000')).rejects.toMatchObject({ code: 'exchange-over' });
  await expect(checkTxCode(deps, taken, undefined)).rejects.toMatchObject({ code: 'tx-code-wrong' });
});
