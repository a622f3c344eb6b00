/** Offers and requests from the command line; the code that it draws is read by a decoder. */
import jsQrModule from 'jsqr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord, createShell, type Shell } from './shell.ts';

// the package has its function under `default`, once or twice
const jsQr = ((jsQrModule as unknown as { default?: unknown }).default ??
  jsQrModule) as typeof jsQrModule.default;

const ENV = { CLR_BRIDGE_BASE_URL: 'https://school.example' };
let shell: Shell;
let record: string;
beforeAll(() => {
  shell = createShell();
  record = shell.file('record.json', aRecord());
});
afterAll(() => shell.remove());

/** What a camera would read: every block is two modules of a column. */
function readQr(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => /[█▀▄]/.test(line));
  const width = Math.max(...lines.map((line) => [...line].length)) + 4;
  const rows = lines.flatMap((line) => {
    const blocks = [...line.padEnd(width)];
    return ['█▀', '█▄'].map((dark) => blocks.map((block) => dark.includes(block)));
  });
  const blank = Array.from({ length: 4 }, () => Array.from({ length: width }, () => false));
  const modules = [...blank, ...rows, ...blank];
  const scale = 4;
  const pixels = new Uint8ClampedArray(modules.length * scale * width * scale * 4);
  for (let y = 0; y < modules.length * scale; y++)
    for (let x = 0; x < width * scale; x++) {
      const value = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] ? 0 : 255;
      pixels.set([value, value, value, 255], (y * width * scale + x) * 4);
    }
  return jsQr(pixels, width * scale, modules.length * scale)?.data;
}

test('offer prints links, and a QR code that says the one for any wallet', async () => {
  const { code, out, err } = await shell.run(['offer', record, '--tx-code', '--expires', '600'], '', ENV);
  expect([code, err]).toEqual([0, expect.not.stringContaining('CLR_BRIDGE_BASE_URL')]);
  const link = readQr(out);
  expect(link).toMatch(/^https:\/\/school\.example\/interactions\/[\w-]{36}\.[\w-]{22}\?iuv=1$/);
  expect(out).toContain(`Any wallet        ${link}`);
  expect(out).toMatch(/Transaction code {2}\d{6}\n/);
  expect(out).toMatch(/OpenID wallets {4}openid-credential-offer:\/\//);
});

test('it is listed without its links, shown with them, and ended', async () => {
  const made = JSON.parse((await shell.run(['offer', record, '--format', 'json'], '', ENV)).out);
  const listed = (await shell.run(['offers', 'list'], '', ENV)).out;
  expect(JSON.parse(listed)[0]).toMatchObject({ id: made.id, state: 'created', items: made.items });
  expect(listed).not.toContain(made.links.page);
  expect(JSON.parse((await shell.run(['offers', 'show', made.id], '', ENV)).out)).toEqual(made);
  expect((await shell.run(['offers', 'cancel', made.id], '', ENV)).code).toBe(0);
  expect(JSON.parse((await shell.run(['offers', 'show', made.id], '', ENV)).out).state).toBe('cancelled');
});

test('request asks for what it is told to', async () => {
  const did = 'did:web:school.example';
  const { out } = await shell.run(['request', '--template', 'clr-from', '--from', did], '', ENV);
  expect(readQr(out)).toMatch(/^https:\/\/school\.example\/interactions\//);
  expect(out).toContain(`A Comprehensive Learner Record from ${did}`);
  expect(out).not.toContain('dcql_query');
  const [request] = JSON.parse((await shell.run(['requests', 'list'], '', ENV)).out);
  expect(request).toMatchObject({ kind: 'request', state: 'created' });
});

test('request names who asks, and wants its answer encrypted', async () => {
  const call = 'request --client-id did --encrypted --webhook https://school.example/hook --qr openid4vc';
  const { out } = await shell.run(call.split(' '), '', ENV);
  const link = new URL(String(readQr(out)));
  expect(link.searchParams.get('client_id')).toMatch(/^decentralized_identifier:did:key:/);
  expect(out).toMatch(/^Webhook secret +whsec_/m);
  const [{ id }] = JSON.parse((await shell.run(['requests', 'list'], '', ENV)).out);
  const shown = JSON.parse((await shell.run(['requests', 'show', id], '', ENV)).out);
  expect(shown.links.protocols.openid4vp).toBe(link.href);
});

test.each([
  [['offer', 'RECORD', '--uses', 'many'], 'usage'],
  [['offer', 'RECORD', '--expires', 'soon'], 'usage'],
  [['offer', 'RECORD', '--expires', '999999999'], 'request-invalid'],
  [['request', '--template', 'clr-from'], 'request-invalid'],
  [['offers', 'show', 'none'], 'not-found'],
  [['requests', 'cancel', 'none'], 'not-found'],
])('%j is refused', async (words, code) => {
  const { code: exit, err } = await shell.run(
    [...words.map((word) => (word === 'RECORD' ? record : word)), '--errors', 'json'],
    '',
    ENV,
  );
  expect(exit).not.toBe(0);
  expect(err).toContain(`"${code}"`);
});
