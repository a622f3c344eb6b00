/** Images through the whole command line: baked, unbaked, verified and unwrapped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTerminal } from '../../src/cli/create-terminal.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { badge, signOurs } from '../fixtures/signed-clr2.ts';
import { createHarness } from '../harness.ts';
import { aPng, svgWith } from '../images/pictures.ts';
import { hasReference, referencePath } from '../reference.ts';
import { aRecord, createShell } from './shell.ts';

const shell = createShell();
const { run, file, folder } = shell;
afterAll(() => shell.remove());

const plain: Record<string, string> = { png: file('plain.png', aPng()), svg: file('plain.svg', svgWith('')) };
let credential: JsonObject;
let path: string;
beforeAll(async () => {
  const signer = await createSigner();
  credential = await signOurs(await createHarness({ signer }), badge(1, signer.controller));
  path = file('badge.json', credential);
});

describe.each(['png', 'svg'])('a %s', (format) => {
  test('is baked, and read wherever a document is', async () => {
    const out = join(folder, `badge.${format}`);
    expect(await run(['bake', plain[format]!, path, '--out', out])).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
    const unbaked = await run(['unbake', out]);
    expect([unbaked.code, unbaked.err]).toEqual([
      0,
      `Baked into the ${format.toUpperCase()}: Open Badges 3.0, not verified.\n`,
    ]);
    expect(unbaked.out).toBe(`${readFileSync(path, 'utf8')}\n`);

    const verified = await run(['verify', out]);
    expect([verified.code, JSON.parse(verified.out)]).toMatchObject([
      0,
      { verdict: 'accepted', kind: 'ob-3.0' },
    ]);
    const piped = await run(['verify', '-', '--format', 'text'], readFileSync(out));
    expect([piped.code, piped.err]).toEqual([0, '']);
    const unwrapped = await run(['unwrap', out]);
    expect([unwrapped.code, JSON.parse(unwrapped.out)]).toEqual([0, credential]);
  });

  test('comes out of a pipe with the same bytes, also when the credential comes from another image', async () => {
    const first = await run(['bake', plain[format]!, '-'], readFileSync(path));
    expect(first).toMatchObject({ code: 0, err: '' });
    const second = await run(['bake', '-', file('first.png', first.bytes)], readFileSync(plain[format]!));
    expect(second.bytes.equals(first.bytes)).toBe(true);
  });

  test('that has a credential is kept, unless it is said', async () => {
    const { bytes } = await run(['bake', plain[format]!, path]);
    const baked = file('baked', bytes);
    expect(await run(['bake', baked, path])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error image-baked/),
    });
    expect((await run(['bake', baked, path, '--overwrite'])).bytes.equals(bytes)).toBe(true);
  });
});

test.each<[string, () => string[], number, string]>([
  ['an image without a credential', () => ['verify', plain['png']!], 2, 'image-without-credential'],
  ['an image cut short', () => ['unwrap', file('short.png', aPng().subarray(0, 50))], 2, 'image-unreadable'],
  ['an image with script', () => ['verify', file('bad.svg', svgWith('<script/>'))], 1, 'image-hostile'],
  ['no image', () => ['unbake', path], 2, 'image-unreadable'],
  [
    'a record as a credential',
    () => ['bake', plain['png']!, file('clr.json', { type: 'Clr' })],
    1,
    'record-unsupported',
  ],
  ['a file that is not there', () => ['bake', join(folder, 'none.png'), path], 2, 'usage'],
  [
    'a folder that is not there',
    () => ['bake', plain['png']!, path, '--out', join(folder, 'none', 'a.png')],
    2,
    'usage',
  ],
  ['standard input twice', () => ['bake', '-', '-'], 2, 'usage'],
])('%s is refused', async (_name, words, code, fault) => {
  expect(await run(words())).toMatchObject({ code, out: '', err: expect.stringMatching(`^error ${fault}`) });
});

test('a terminal gets no image, and nothing that steers it', async () => {
  let out = '';
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      out += chunk;
      done();
    },
  });
  const terminal = createTerminal({
    env: {},
    stdin: (async function* () {})(),
    stdout: Object.assign(stdout, { isTTY: true }),
    stderr: stdout,
  });
  expect(await runCli(['bake', plain['png']!, path], terminal)).toBe(2);
  expect(out).toMatch(/^error usage: An image is not written to a terminal/);
  out = '';
  const steering = file('steering.json', { ...credential, name: 'a\u009b2Jb' });
  const { bytes } = await run(['bake', plain['png']!, steering]);
  expect(await runCli(['unbake', file('steering.png', bytes)], terminal)).toBe(0);
  expect(out).toContain('"name": "a<U+009B>2Jb"');
});

test.each(['png', 'svg'])('a selection of a record is baked into a %s, and read from it', async (format) => {
  const record = file('record.json', aRecord());
  const wrapped = await run(['wrap', record, '--profile', 'clr2', '--proof', 'sd-jwt']);
  const keep = '/credentialSubject/verifiableCredential/0';
  const shown = await run(['disclose', file('whole.txt', Buffer.from(wrapped.out)), '--keep', keep]);
  expect([shown.code, shown.out.trim()]).toEqual([0, expect.stringMatching(/^ey.*~$/)]);
  const baked = await run(['bake', plain[format]!, file('shown.txt', Buffer.from(shown.out))]);
  expect([baked.code, baked.err]).toEqual([0, '']);
  const image = file(`shown.${format}`, baked.bytes);
  expect((await run(['unbake', image])).out.trim()).toBe(shown.out.trim());
  const { code, out } = await run(['verify', image]);
  expect([code, JSON.parse(out)]).toMatchObject([0, { verdict: 'accepted', kind: 'vc-sd-jwt' }]);
  expect(out).toContain('selection-disclosed');
});

test.skipIf(!hasReference)('published badges are read as the credentials they are', async () => {
  for (const name of ['simple-json.png', 'simple-jwt.svg']) {
    const { out } = await run(['unbake', referencePath(`samples/ob-v3/${name}`)]);
    expect(out).toMatch(/^\{ {2}"@context"|^eyJ/);
  }
});
