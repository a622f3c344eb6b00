/** The page without a browser: what it sends, what it draws, and that its parts fit together. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { finding } from '../../src/kernel/findings.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createReport, type NodeReport, type Report, type Verdict } from '../../src/kernel/report.ts';
import { aPng, CLR_TEXT, svgWith } from '../images/pictures.ts';
import { type Client, startClient } from './client.ts';
import { createFakeBridge } from './fake-bridge.ts';

const folder = new URL('../../src/web/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const load = async (file: string) => (await import(new URL(file, folder).href)) as Record<string, unknown>;

/** As much of a document as drawing needs. */
type Drawn = {
  name: string;
  className: string;
  children: (Drawn | string)[];
  attributes: Record<string, string>;
};

function fakeDocument() {
  const createElement = (name: string) => {
    const drawn: Drawn = { name, className: '', children: [], attributes: {} };
    return Object.assign(drawn, {
      append: (...children: (Drawn | string)[]) => drawn.children.push(...children),
      setAttribute: (key: string, value: string) => {
        drawn.attributes[key] = value;
      },
    });
  };
  return { createElement };
}

const textOf = (drawn: Drawn | string): string =>
  typeof drawn === 'string' ? drawn : drawn.children.map(textOf).join('');
const find = (drawn: Drawn | string, test: (found: Drawn) => boolean): Drawn[] =>
  typeof drawn === 'string'
    ? []
    : [...(test(drawn) ? [drawn] : []), ...drawn.children.flatMap((child) => find(child, test))];

describe('the report, drawn', () => {
  let drawReport: (report: Report) => Drawn;
  let nestNodes: (nodes: NodeReport[]) => { node: NodeReport; children: unknown[] }[];
  const before = Object.getOwnPropertyDescriptor(globalThis, 'document');
  beforeAll(async () => {
    Object.defineProperty(globalThis, 'document', { value: fakeDocument(), configurable: true });
    ({ drawReport, nestNodes } = (await load('draw-report.js')) as {
      drawReport: typeof drawReport;
      nestNodes: typeof nestNodes;
    });
  });
  afterAll(() => {
    if (before) Object.defineProperty(globalThis, 'document', before);
    else Reflect.deleteProperty(globalThis, 'document');
  });

  const verdictOf = (drawn: Drawn) =>
    find(drawn, ({ className }) => className.startsWith('verdict')).map(textOf);

  test.each([
    ['accepted', '✓Accepted'],
    ['rejected', '✗Rejected'],
    ['inconclusive', '?Inconclusive: neither accepted nor rejected'],
    ['splendid', '?splendid'],
  ])('the verdict is the one in the report: %s', (verdict, text) => {
    // everything else in these reports says the opposite
    const nodes: NodeReport[] = [{ pointer: '', kind: 'vc', state: 'failed', reasons: [] }];
    const report = {
      ...createReport('vc', [finding('proof-invalid', '')], nodes),
      verdict: verdict as Verdict,
    };
    expect(verdictOf(drawReport(report))).toEqual([text]);
  });

  test.each([
    ['verified', '✓', 'good'],
    ['covered', '✓', 'good'],
    ['integrity-only', '~', 'unsure'],
    ['unverified', '?', 'unsure'],
    ['unknown', '?', 'unsure'],
    ['revoked', '✗', 'bad'],
    ['expired', '✗', 'bad'],
    ['failed', '✗', 'bad'],
    ['brand-new', '?', 'unsure'],
  ])('a node that is %s', (state, mark, tone) => {
    const node = { pointer: '', kind: 'vc', state, reasons: ['some-code'] } as unknown as NodeReport;
    const [drawn] = find(drawReport(createReport('vc', [], [node])), ({ name }) => name === 'li');
    expect(textOf(drawn as Drawn)).toMatch(new RegExp(`^\\${mark}`));
    expect(textOf(drawn as Drawn)).toContain('some-code');
    expect(find(drawn as Drawn, ({ className }) => className === `state ${tone}`)).toHaveLength(1);
  });

  test('nodes hang under what encloses them', () => {
    const at = (pointer: string): NodeReport => ({ pointer, kind: 'clr', state: 'covered', reasons: [] });
    const shape = (items: { node: NodeReport; children: unknown[] }[]): unknown =>
      items.map(({ node, children }) => [node.pointer, shape(children as never)]);
    expect(
      shape(nestNodes([at('/a/b/c'), at(''), at('/a/b'), at('/ab'), at('/a/b#/x/0'), at('/a/b#')])),
    ).toEqual([
      [
        '',
        [
          ['/ab', []],
          [
            '/a/b',
            [
              ['/a/b#', [['/a/b#/x/0', []]]],
              ['/a/b/c', []],
            ],
          ],
        ],
      ],
    ]);
    expect(shape(nestNodes([at('/x'), at('/y')]))).toEqual([
      ['/x', []],
      ['/y', []],
    ]);
  });

  test('errors, then warnings, then what was not checked, each said once', () => {
    const findings = [
      finding('challenge-unchecked', ''),
      finding('value-uri', '/id'),
      finding('status-unchecked', '/s'),
      finding('proof-invalid', '/proof'),
      finding('structure-valid', ''),
    ];
    const drawn = drawReport(createReport('vc', findings, []));
    expect(find(drawn, ({ name }) => name === 'h3').map(textOf)).toEqual([
      'Parts',
      'Errors (1)',
      'Warnings (1)',
      'Not checked',
    ]);
    const codes = find(drawn, ({ name }) => name === 'a').map(textOf);
    expect(codes).toEqual(['proof-invalid', 'value-uri', 'challenge-unchecked', 'status-unchecked']);
  });
});

describe('the request for a form', () => {
  let requestFor: (operation: string, form: JsonObject) => { path: string; body: string; type: string };
  let example: JsonObject;
  beforeAll(async () => {
    ({ requestFor } = (await load('request-for.js')) as { requestFor: typeof requestFor });
    ({ EXAMPLE: example } = (await load('example-record.js')) as { EXAMPLE: JsonObject });
  });
  const empty = {
    second: '',
    keep: [],
    profile: '',
    vcVersion: '',
    validation: '',
    did: '',
    to: '',
    challenge: '',
    domain: '',
    recipient: '',
    allowUnverified: false,
    each: false,
  };
  const bodyOf = (operation: string, form: JsonObject) =>
    JSON.parse(requestFor(operation, { ...empty, ...form }).body);
  const JWS = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';

  test.each([
    ['verify', { input: '{"type":"Clr"}' }, { clr: { type: 'Clr' } }],
    ['verify', { input: JWS }, { signedClr: JWS }],
    [
      'verify',
      { input: '{"type":["VerifiableCredential"]}' },
      { verifiableCredential: { type: ['VerifiableCredential'] } },
    ],
    [
      'verify',
      { input: '{"type":"VerifiablePresentation"}', challenge: 'c' },
      { verifiablePresentation: { type: 'VerifiablePresentation' }, options: { challenge: 'c' } },
    ],
    [
      'wrap',
      { input: '[{}]', profile: 'verbatim', validation: 'lenient' },
      { clrs: [{}], profile: 'verbatim', validation: 'lenient' },
    ],
    ['wrap', { input: JWS, did: 'did:key:z' }, { signedClr: JWS, subject: 'did:key:z' }],
    [
      'unwrap',
      { input: JWS, to: 'native', recipient: 'ana@example.edu', allowUnverified: true },
      {
        verifiableCredential: JWS,
        to: 'native',
        options: { recipient: 'ana@example.edu', allowUnverified: true },
      },
    ],
    [
      'curate',
      { input: '{}', keep: ['/assertions/0'], did: 'did:key:z' },
      { clr: {}, keep: ['/assertions/0'], curator: 'did:key:z' },
    ],
    ['sign', { input: '{}', each: true }, { clr: {}, each: true }],
    ['compare', { input: '{}', second: JWS }, { clr: {}, verifiableCredential: JWS }],
  ])('%s %j', (operation, form, body) => {
    expect(bodyOf(operation, form)).toEqual(body);
    expect(requestFor(operation, { ...empty, ...form }).path).toBe(`clr/${operation}`);
  });

  test('what was pasted goes in letter by letter', () => {
    const input = '{ "id": 1, "id": 1.0, "n": 9007199254740993 }';
    expect(requestFor('wrap', { ...empty, input }).body).toBe(`{"clr":${input}}`);
    expect(requestFor('wrap', { ...empty, input: '{"broken' }).body).toBe('{"clr":{"broken}');
  });

  test('the example is a Clr', () => {
    expect(example['type']).toBe('Clr');
  });
});

describe('a file that was chosen or dropped', () => {
  type ReadFile = (
    file: File,
    ask?: typeof fetch,
  ) => Promise<{ text: string; isBadge: boolean; note: string }>;
  let readFile: ReadFile;
  let client: Client;
  beforeAll(async () => {
    ({ readFile } = (await load('read-file.js')) as { readFile: ReadFile });
    client = await startClient(createFakeBridge());
  });
  afterAll(() => client.server.close());
  const ask: typeof fetch = (path, init) => fetch(`${client.url}/${path}`, init);
  const fileOf = (bytes: Uint8Array | string, name: string, type = '') =>
    new File([typeof bytes === 'string' ? bytes : Buffer.from(bytes)], name, { type });

  test.each([
    ['by its type', 'image/png', 'badge', aPng()],
    ['by its name', '', 'Badge.PNG', aPng()],
    ['by its type', 'image/svg+xml', 'badge', svgWith('')],
    ['by its name', '', 'a.b.svg', svgWith('')],
  ])('is a badge %s: %s %s', async (_how, type, name, image) => {
    const text = CLR_TEXT.replace('{', '{ "n": 1.0,');
    const read = await readFile(fileOf(bake(image, text), name, type), ask);
    expect(JSON.parse(read.text)).toEqual(JSON.parse(text));
    expect(read.text).toContain('{ "n": 1.0,');
    expect(read).toMatchObject({ isBadge: true, note: `Taken out of ${name} (CLR 2.0).` });
  });

  test('is text, and not sent anywhere', async () => {
    const text = '{ "id": 1, "id": 2 }';
    const sent = () => expect.unreachable();
    expect(await readFile(fileOf(text, 'a.json'), sent)).toEqual({ text, isBadge: false, note: '' });
  });

  test('that is no badge is refused in words', async () => {
    await expect(readFile(fileOf(aPng(), 'plain.png'), ask)).rejects.toThrow(
      'plain.png: No credential in the image. The PNG image has no credential in it.',
    );
  });

  test('is served, and the chooser lets it be chosen', async () => {
    for (const [, path] of read('page.js').matchAll(/from '\.\/([\w-]+\.js)'/g)) {
      expect((await ask(path as string)).status, path).toBe(200);
    }
    expect(read('index.html')).toMatch(/type="file"[^>]*accept="[^"]*image\/png,image\/svg\+xml/);
  });
});

describe('the files', () => {
  const html = read('index.html');
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.js'));

  test('nothing inline, nothing from elsewhere, no data read as HTML', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|https?:/);
    for (const file of scripts) {
      expect(read(file)).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b|localStorage/,
      );
    }
    expect(read('style.css')).not.toMatch(/url\(|@import/);
  });

  test('every element that the script looks for is there, once', () => {
    const asked = [...read('page.js').matchAll(/\$\('([\w-]+)'\)|text\('([\w-]+)'\)/g)].map(
      ([, a, b]) => a ?? b,
    );
    expect(asked.length).toBeGreaterThan(20);
    for (const id of asked) expect(html.split(`id="${id}"`), `#${id}`).toHaveLength(2);
  });

  test('every field has a label, the page a language, a title and a width for phones', () => {
    const fields = [...html.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)];
    for (const { 0: tag, index } of fields) {
      const id = /id="([\w-]+)"/.exec(tag)?.[1];
      const enclosed = html.lastIndexOf('<label', index) > html.lastIndexOf('</label>', index);
      expect(enclosed || html.includes(`for="${id}"`), tag).toBe(true);
    }
    expect(html).toMatch(/<html lang="en">[\s\S]*width=device-width[\s\S]*<title>/);
  });
});
