/** The pages of offers and requests in a real browser: with and without JavaScript, light and dark, wide and narrow. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unbake } from '../../src/images/unbake.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { OwnedExchange } from '../../src/workflows/describe-exchange.ts';
import { type ExchangeService, startExchanges } from '../fixtures/exchange-service.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { hasChromium, isTooWide, launchChromium, listBarriers } from './chromium.ts';

const RECORD = sampleRecord();
const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>';

describe.skipIf(!hasChromium)('in a browser', () => {
  let service: ExchangeService;
  let server: Awaited<ReturnType<ExchangeService['serve']>>;
  let browser: Browser;
  /** What the browser complained about, on whatever page. */
  const complaints: string[] = [];
  beforeAll(async () => {
    service = await startExchanges({ PORT: '0' });
    server = await service.serve();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await service.close();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  const offer = (more = {}) => service.bridge.exchanges.createOffer({ documents: [RECORD], ...more });
  const request = (more = {}) => service.bridge.exchanges.createRequest(more);
  const addressOf = ({ links }: OwnedExchange) => `${server.url}${new URL(links.page).pathname}`;
  const claim = ({ id }: OwnedExchange, holder = 'did:example:alma') =>
    service.bridge.exchanges.redeem(id, { format: 'ldp_vc', way: 'vc-api', holder });

  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => void complaints.push(`dialog: ${dialog.message()}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        complaints.push(message.text());
    });
    return page;
  }
  const open = async (made: OwnedExchange, options: BrowserContextOptions = {}) => {
    const page = await newPage(options);
    await page.goto(addressOf(made));
    return page;
  };
  const claimFiles = async (page: Page) => {
    await page.getByRole('button', { name: 'Claim as files' }).click();
    await page.waitForURL('**/wallet/files/*');
  };

  test('an open page shows that the offer was claimed, without being loaded again', async () => {
    const made = await offer();
    const page = await open(made);
    await page.evaluate('globalThis.stayed = true');
    await expect.poll(() => page.locator('#state').textContent()).toContain('Ready for you until');
    await page.getByRole('button', { name: 'Copy link' }).focus();
    await claim(made);
    await page.locator('#now[data-state="claimed"]').waitFor();
    expect(await page.locator('#state').textContent()).toContain('Claimed.');
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Claimed.');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    expect(await page.getByRole('link', { name: 'Open my wallet' }).count()).toBe(0);
    expect(await page.evaluate('stayed')).toBe(true);
    expect(await listBarriers(page)).toEqual([]);
  });

  test('what is being typed stays while others take their uses', async () => {
    const made = await offer({ uses: 3, txCode: true });
    const page = await open(made);
    await page.getByLabel('Transaction code').fill('123');
    await claim(made);
    await page.locator('#state', { hasText: '2 of 3 are left' }).waitFor();
    expect(await page.getByLabel('Transaction code').inputValue()).toBe('123');
  });

  test('a page of a request shows the answer', async () => {
    const made = await request({ binding: 'none' });
    const page = await open(made);
    const answering = await open(made, { javaScriptEnabled: false });
    const { verifiableCredential } = await service.bridge.wrap({ records: [RECORD], profile: 'clr2' });
    await answering.locator('#file').setInputFiles({
      name: 'record.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(verifiableCredential)),
    });
    await answering.getByRole('button', { name: 'Send it' }).click();
    await answering.locator('#state', { hasText: 'Answered, and accepted' }).waitFor();
    await page.locator('#state', { hasText: 'Answered, and accepted' }).waitFor();
    expect(await page.locator('.proven').textContent()).toContain('5 Badges: verified');
    expect(await listBarriers(page)).toEqual([]);
  });

  test('the link is copied by a button, and can be by hand', async () => {
    const made = await offer();
    const page = await open(made, { permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.getByRole('button', { name: 'Copy link' });
    await button.click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(made.links.interaction);
    expect(await page.getByRole('status').textContent()).toBe('Copied.');

    const plain = await open(made);
    await plain.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
    await plain.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => plain.evaluate('String(getSelection())')).toBe(made.links.interaction);
  });

  test('without JavaScript an offer is claimed and saved', async () => {
    const page = await open(await offer({ txCode: true }), { javaScriptEnabled: false });
    expect(await page.getByRole('button', { name: 'Copy link' }).count()).toBe(0);
    await page.getByLabel('Transaction code').fill('000 000 1');
    await page.getByRole('button', { name: 'Claim as files' }).click();
    expect(await page.url(), 'the browser knows how many digits there are').toContain('/wallet/claim/');

    const made = await offer();
    await page.goto(addressOf(made));
    await claimFiles(page);
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: false }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const credential = JSON.parse((await save('Save JSON')).toString()) as JsonObject;
    expect((await service.bridge.verify(credential)).verdict).toBe('accepted');
    const badge = JSON.parse(unbake(await save('PNG of Boat Safety, Level 1')).text) as JsonObject;
    expect((await service.bridge.verify(badge)).verdict).toBe('accepted');
    const pictures = page.locator('.badges img');
    expect(await pictures.count()).toBe(5);
    await page.goto(addressOf(made));
    expect(await page.locator('#state').textContent()).toContain('Claimed.');
  });

  test('titles run nothing', async () => {
    const name = `${HOSTILE} \u202eabc`;
    const page = await open(await offer({ documents: [{ ...RECORD, name }], issuerName: name }));
    expect(await page.locator('h1').textContent()).toBe(`${HOSTILE} <U+202E>abc`);
    await claimFiles(page);
    expect(await page.locator('h1').textContent()).toContain(HOSTILE);
    const asked = await open(await request({ title: name }));
    expect(await asked.locator('h1').textContent()).toContain(HOSTILE);
  });

  const LOOKS = [
    ['light', 1000],
    ['dark', 1000],
    ['light', 360],
  ] as const;
  test.each(LOOKS)('nobody is kept out, and nothing sticks out: %s, %i wide', async (colorScheme, width) => {
    const look = { colorScheme, viewport: { width, height: 800 } };
    const long = { ...RECORD, name: `Donaudampfschifffahrtsgesellschaft${'skapitän'.repeat(12)} ${HOSTILE}` };
    const cancelled = await offer();
    await service.bridge.exchanges.cancel('offer', cancelled.id);
    const page = await newPage(look);
    const pages: [string, () => Promise<unknown>][] = [
      ['offer', async () => page.goto(addressOf(await offer({ documents: [long], txCode: true })))],
      [
        'offer of many, with a fault',
        async () => {
          const documents = Array.from({ length: 8 }, () => long);
          await page.goto(addressOf(await offer({ documents, binding: 'preferred', uses: 2 })));
          await page.evaluate('document.querySelector("[name=format]").value = "pdf"');
          await page.getByRole('button', { name: 'Claim as files' }).click();
          await page.getByRole('alert').waitFor();
        },
      ],
      ['offer that is over', () => page.goto(addressOf(cancelled))],
      ['no offer', () => page.goto(`${server.url}/wallet/claim/none`)],
      ['files', async () => page.goto(addressOf(await offer())).then(() => claimFiles(page))],
      ['request', async () => page.goto(addressOf(await request({ title: long.name })))],
    ];
    for (const [name, go] of pages) {
      await go();
      expect(await listBarriers(page), name).toEqual([]);
      expect(await isTooWide(page), name).toBe(false);
    }
  });

  test('the keyboard reaches everything and sees where it is; nothing moves for whom that disturbs', async () => {
    const page = await open(await offer(), { reducedMotion: 'reduce' });
    const seen: string[] = [];
    const where =
      '[document.activeElement.textContent.trim() || document.activeElement.name, getComputedStyle(document.activeElement).outlineStyle].join(" ")';
    for (let i = 0; i < 20 && !seen.at(-1)?.startsWith('CLR Bridge'); i++) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(where));
    }
    expect(seen.filter((one) => !one.endsWith(' solid'))).toEqual([]);
    for (const name of ['Open my wallet', 'LearnCard', 'Copy link', 'format', 'Claim as files', 'CLR Bridge'])
      expect(seen.join('\n')).toContain(name);
    const animation = 'getComputedStyle(document.querySelector(".waiting .mark")).animationName';
    expect(await page.evaluate(animation)).toBe('none');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate(animation)).toBe('breathe');
  });
});
