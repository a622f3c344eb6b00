/** The page of the authorization code flow in a real browser, which comes from a wallet and goes back to it. */
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { hasChromium, isTooWide, launchChromium, listBarriers } from './chromium.ts';

const RECORD = sampleRecord();

describe.skipIf(!hasChromium)('in a browser', () => {
  let service: ExchangeService;
  let server: Awaited<ReturnType<ExchangeService['serve']>>;
  let browser: Browser;
  beforeAll(async () => {
    service = await startExchanges({ PORT: '0', CLR_BRIDGE_BASE_URL: '' });
    server = await service.serve();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await service.close();
  });

  /** A wallet that is a program on the learner's machine; here the service's own port stands for it. */
  const walletAt = () => `${server.url}/health`;

  async function open(colorScheme: 'light' | 'dark'): Promise<{ page: Page; txCode: string }> {
    const { exchanges } = service.bridge;
    const { id, txCode = '' } = await exchanges.createOffer({
      documents: [RECORD],
      txCode: { length: 6, description: 'It came with your diploma.' },
      issuerName: 'Example College',
    });
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const query = new URLSearchParams({
      client_id: 'https://wallet.example',
      response_type: 'code',
      redirect_uri: walletAt(),
      code_challenge: createHash('sha256').update('a'.repeat(43)).digest('base64url'),
      code_challenge_method: 'S256',
      issuer_state: await exchanges.codeOf('issuer_state', id),
    });
    await page.goto(`${server.url}/oid4vci/authorize?${query}`);
    return { page, txCode };
  }

  test.each(['light', 'dark'] as const)('a learner agrees, after a wrong code (%s)', async (scheme) => {
    const { page, txCode } = await open(scheme);
    expect(await page.getByText('Example College').count()).toBe(1);
    expect(await page.locator('#where').textContent()).toContain(new URL(server.url).host);
    expect(await listBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.getByLabel('Transaction code').fill(txCode === '000000' ? '111111' : '000000');
    await page.getByRole('button', { name: 'Put it into this wallet' }).click();
    await page.getByRole('alert').waitFor();
    expect(await listBarriers(page)).toEqual([]);
    await page.getByLabel('Transaction code').fill(txCode);
    await page.getByRole('button', { name: 'Put it into this wallet' }).click();
    await page.waitForURL(`${walletAt()}?*`);
    expect(new URL(page.url()).searchParams.get('code')).toBeTruthy();
    await page.context().close();
  });

  test('a learner declines', async () => {
    const { page } = await open('light');
    await page.getByRole('button', { name: 'Do not' }).click();
    await page.waitForURL(`${walletAt()}?*`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    await page.context().close();
  });
});
