/** Files over HTTP: images, and forms with a file; what is asked of the use cases, and what is refused. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { aPng, CLR_TEXT, CREDENTIAL, itxt, JWS, pngWith, svgWith, TEXT } from '../images/pictures.ts';
import { type Client, expectProblem, startClient } from './client.ts';
import { createFakeBridge, lastCall } from './fake-bridge.ts';

const bridge = createFakeBridge();
let client: Client;
beforeAll(async () => {
  client = await startClient(bridge, { maxBytes: 100_000 });
});
afterAll(() => client.server.close());
afterEach(async () => {
  expect((await client.get('/health')).body.status).toBe('ok');
});

const PNG = bake(aPng(), TEXT);
const SVG = bake(svgWith('<g/>'), JWS);

/** Pairs of name and value; a value that is bytes is a file. */
function formOf(...parts: [string, string | Uint8Array][]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([Buffer.from(value)]), 'file');
  }
  return form;
}

const multipart = (text: string) =>
  [text.replaceAll('\n', '\r\n'), { 'content-type': 'multipart/form-data; boundary=x' }] as const;

describe.each(['verify', 'unwrap'])('POST /clr/%s', (call) => {
  const path = `/clr/${call}`;

  test.each<[string, Uint8Array, unknown]>([
    ['image/png', PNG, CREDENTIAL],
    ['image/svg+xml', SVG, JWS],
    ['image/svg+xml; charset=utf-8', SVG, JWS],
  ])('%s', async (type, body, value) => {
    expect((await client.post(path, body, { 'content-type': type })).status).toBe(200);
    expect(lastCall(bridge)).toEqual({ name: call, input: value, more: {} });
  });

  test.each<[string, Uint8Array, unknown]>([
    ['a PNG', PNG, CREDENTIAL],
    ['an SVG', SVG, JWS],
    ['JSON', Buffer.from(TEXT), CREDENTIAL],
    ['a JWS', Buffer.from(`${JWS}\n`), JWS],
  ])('a form with %s and options', async (_name, file, value) => {
    const form = formOf(
      ['challenge', 'é c'],
      ['whatever', file],
      ['domain', 'school.example'],
      ['recipient', 'a@b.c'],
    );
    expect((await client.post(path, form)).status).toBe(200);
    const more = { challenge: 'é c', domain: 'school.example', recipient: 'a@b.c' };
    expect(lastCall(bridge)).toEqual({ name: call, input: value, more });
  });

  test.each<[string, string, Uint8Array, string]>([
    ['without a credential', 'image/png', aPng(), 'image-without-credential'],
    [
      'with two',
      'image/png',
      pngWith(itxt('clrcredential', '{}'), itxt('openbadgecredential', '{}')),
      'image-ambiguous',
    ],
    ['cut short', 'image/png', PNG.subarray(0, 50), 'image-unreadable'],
    ['with script', 'image/svg+xml', svgWith('<script/>'), 'image-hostile'],
    [
      'with JSON that readers disagree on',
      'image/png',
      pngWith(itxt('clrcredential', '{"a":1,"a":2}')),
      'duplicate-key',
    ],
    ['that is none', 'image/png', Buffer.from('x'), 'malformed-json'],
    ['that is too large', 'image/png', Buffer.alloc(100_001), 'too-large'],
  ])('an image %s', async (_name, type, body, code) => {
    expectProblem(await client.post(path, body, { 'content-type': type }), code);
    if (code !== 'too-large') expectProblem(await client.post(path, formOf(['file', body])), code);
  });

  test.each<[string, [string, string | Uint8Array][], string]>([
    ['no file', [['challenge', 'c']], ''],
    [
      'two files',
      [
        ['a', PNG],
        ['b', PNG],
      ],
      '',
    ],
    [
      'an option twice',
      [
        ['domain', 'a'],
        ['file', PNG],
        ['domain', 'b'],
      ],
      '/domain',
    ],
    [
      'an option nobody knows',
      [
        ['file', PNG],
        ['nonce', 'a'],
      ],
      '/nonce',
    ],
    [
      'a name that is none',
      [
        ['file', PNG],
        ['__proto__', 'a'],
      ],
      '/__proto__',
    ],
    [
      'an option that is too long',
      [
        ['file', PNG],
        ['domain', 'a'.repeat(5000)],
      ],
      '',
    ],
    [
      'many options',
      [['file', PNG], ...Array.from({ length: 11 }, (_, n): [string, string] => [`o${n}`, ''])],
      '',
    ],
  ])('a form with %s', async (_name, parts, pointer) => {
    expectProblem(await client.post(path, formOf(...parts)), 'request-invalid', pointer);
  });

  test.each([
    ['nothing in it', ''],
    ['no end', '--x\nContent-Disposition: form-data; name="file"; filename="a"\n\n{"a":'],
    ['a header that is none', '--x\n\u0001\n\n{}\n--x--\n'],
    ['only an end', '--x--\n'],
  ])('a form with %s', async (_name, text) => {
    expectProblem(await client.post(path, ...multipart(text)), 'request-invalid', '');
  });

  test('a form of no known boundary, and a file with nothing in it', async () => {
    expectProblem(
      await client.post(path, '--x--', { 'content-type': 'multipart/form-data' }),
      'request-invalid',
    );
    expectProblem(await client.post(path, formOf(['file', Buffer.alloc(0)])), 'malformed-json');
  });
});

test('what to unwrap to, and whether unverified, are fields of the form', async () => {
  await client.post('/clr/unwrap', formOf(['file', PNG], ['to', '1.0'], ['allowUnverified', 'true']));
  expect(lastCall(bridge).more).toEqual({ to: '1.0', allowUnverified: true });
  await client.post('/clr/unwrap', formOf(['file', PNG], ['allowUnverified', 'false']));
  expect(lastCall(bridge).more).toEqual({ allowUnverified: false });
  const wrong = formOf(['file', PNG], ['allowUnverified', 'yes']);
  expectProblem(await client.post('/clr/unwrap', wrong), 'request-invalid', '/allowUnverified');
});

describe('POST /clr/bake', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';

  test.each<[string, string, object | string, Uint8Array]>([
    ['base64', aPng().toString('base64'), CREDENTIAL, bake(aPng(), JSON.stringify(CREDENTIAL))],
    ['base64 in lines', aPng().toString('base64').replaceAll(/.{20}/g, '$&\n'), JWS, bake(aPng(), JWS)],
    [
      'a data URL',
      `data:image/png;base64,${aPng().toString('base64')}`,
      JSON.parse(CLR_TEXT),
      bake(aPng(), CLR_TEXT),
    ],
    [
      'a data URL with percents',
      `data:image/svg+xml,${encodeURIComponent(svg)}`,
      JWS,
      bake(Buffer.from(svg), JWS),
    ],
    ['a data URL with text', `data:image/svg+xml;utf8,${svg}`, JWS, bake(Buffer.from(svg), JWS)],
  ])('%s', async (_name, image, credential, expected) => {
    const answer = await client.post('/clr/bake', { image, credential });
    expect(answer.status).toBe(200);
    expect(answer.bytes.equals(expected)).toBe(true);
    const format = image.includes('svg') ? 'svg' : 'png';
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="badge.${format}"`);
  });

  test('over what is there only where it is said', async () => {
    const image = Buffer.from(PNG).toString('base64');
    const refused = await client.post('/clr/bake', { image, credential: JWS });
    expect(refused.status).toBe(409);
    expectProblem(refused, 'image-baked', '/image');
    const answer = await client.post('/clr/bake', { image, credential: JWS, overwrite: true });
    expect(answer.bytes.equals(bake(aPng(), JWS))).toBe(true);
  });

  const png = aPng().toString('base64');
  test.each<[object, string, string]>([
    [{ image: png }, 'request-invalid', '/credential'],
    [{ credential: JWS }, 'request-invalid', '/image'],
    [{ image: png, credential: TEXT }, 'request-invalid', '/credential'],
    [{ image: 7, credential: JWS }, 'request-invalid', '/image'],
    [{ image: png, credential: JWS, overwrite: 'yes' }, 'request-invalid', '/overwrite'],
    [{ image: 'data:image/png', credential: JWS }, 'image-unreadable', '/image'],
    [{ image: 'data:,%zz', credential: JWS }, 'image-unreadable', '/image'],
    [{ image: png.slice(0, 80), credential: JWS }, 'image-unreadable', '/image'],
    [
      { image: 'data:,<svg onload="a()" xmlns="http://www.w3.org/2000/svg"/>', credential: JWS },
      'image-hostile',
      '/image',
    ],
    [{ image: png, credential: { type: 'Clr', proof: {} } }, 'record-unsupported', '/credential/type'],
    [{ image: png, credential: { type: 'ClrCredential' } }, 'record-unsupported', '/credential'],
    [{ image: png, credential: 'eyJhIjoxfQ.W10.x' }, 'jws-malformed', '/credential'],
  ])('case %#', async (body, code, pointer) => {
    expectProblem(await client.post('/clr/bake', body), code, pointer);
  });
});

describe('POST /clr/unbake', () => {
  const baked = { format: 'png', kind: 'ob-3.0', text: TEXT, credential: CREDENTIAL };

  test('an image as the body, in a form, and in JSON', async () => {
    expect((await client.post('/clr/unbake', PNG, { 'content-type': 'image/png' })).body).toEqual(baked);
    expect((await client.post('/clr/unbake', formOf(['a', PNG]))).body).toEqual(baked);
    const image = Buffer.from(PNG).toString('base64');
    expect((await client.post('/clr/unbake', { image })).body).toEqual(baked);
  });

  test('a JWS, and the address of Open Badges 2.0, are strings', async () => {
    const { body } = await client.post('/clr/unbake', SVG, { 'content-type': 'image/svg+xml' });
    expect(body).toEqual({ format: 'svg', kind: 'ob-3.0', text: JWS, credential: JWS });
    const old = await client.post(
      '/clr/unbake',
      formOf(['a', pngWith(itxt('openbadges', 'https://a.example/1'))]),
    );
    expect(old.body).toMatchObject({ kind: 'ob-2.0', credential: 'https://a.example/1' });
  });

  test('is refused what is no image with a credential', async () => {
    const hostile = svgWith('<script/>');
    expectProblem(
      await client.post('/clr/unbake', hostile, { 'content-type': 'image/svg+xml' }),
      'image-hostile',
      '',
    );
    expectProblem(
      await client.post('/clr/unbake', { image: aPng().toString('base64') }),
      'image-without-credential',
      '/image',
    );
    expectProblem(await client.post('/clr/unbake', formOf(['a', Buffer.from(TEXT)])), 'image-unreadable', '');
    expectProblem(
      await client.post('/clr/unbake', formOf(['a', PNG], ['to', '1.0'])),
      'request-invalid',
      '/to',
    );
    expectProblem(
      await client.post('/clr/unbake', JWS, { 'content-type': 'text/plain' }),
      'unsupported-media',
    );
  });
});
