/** The page without a browser: what it sends, what it draws, and that its parts fit together. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bake } from '../../src/images/bake.ts';
import { finding } from '../../src/kernel/findings.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createReport, type NodeReport, type Report, type Verdict } from '../../src/kernel/report.ts';
import type { MarkedNode } from '../../src/records/arrange-nodes.ts';
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
    const drawn = { name, className: '', children: [], attributes: {}, textContent: '' } as Drawn;
    return Object.assign(drawn, {
      append: (...children: (Drawn | string)[]) => drawn.children.push(...children),
      setAttribute: (key: string, value: string) => {
        drawn.attributes[key] = value;
      },
      addEventListener: (type: string, listener: () => void) => {
        Object.assign(drawn, { [`on${type}`]: listener });
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
  let drawReport: (report: Report, options?: object) => Drawn;
  let drawAnswer: (answer: object, asked: object) => Drawn[];
  let drawProblem: (problem: object) => Drawn[];
  let nestNodes: (nodes: NodeReport[]) => MarkedNode[];
  const before = Object.getOwnPropertyDescriptor(globalThis, 'document');
  beforeAll(async () => {
    Object.defineProperty(globalThis, 'document', { value: fakeDocument(), configurable: true });
    ({ drawReport } = (await load('draw-report.js')) as { drawReport: typeof drawReport });
    ({ nestNodes } = (await load('draw-nodes.js')) as { nestNodes: typeof nestNodes });
    ({ drawAnswer, drawProblem } = (await load('draw-answer.js')) as {
      drawAnswer: typeof drawAnswer;
      drawProblem: typeof drawProblem;
    });
  });
  afterAll(() => {
    if (before) Object.defineProperty(globalThis, 'document', before);
    else Reflect.deleteProperty(globalThis, 'document');
  });

  const headings = (drawn: Drawn) => find(drawn, ({ name }) => name === 'h3').map(textOf);
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
    expect(textOf(drawn as Drawn).includes('some-code')).toBe(tone !== 'good');
    expect(find(drawn as Drawn, ({ className }) => className === `state ${tone}`)).toHaveLength(1);
  });

  test('nodes hang under what encloses them', () => {
    const at = (pointer: string): NodeReport => ({ pointer, kind: 'clr', state: 'covered', reasons: [] });
    const shape = (items: MarkedNode[]): unknown =>
      items.map(({ pointer, children }) => [pointer, shape(children)]);
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
    expect(headings(drawn)).toEqual([
      'Errors (1)',
      'Could not be verified (1)',
      'Parts',
      'Warnings (2)',
      'Not checked',
    ]);
    const codes = find(drawn, ({ name }) => name === 'a').map(textOf);
    expect(codes).toEqual(['proof-invalid', 'status-unchecked', 'challenge-unchecked', 'value-uri']);
    expect(textOf(drawn)).toMatch(/Not checkedNothing else\.$/);
    const clean = drawReport(createReport('vc', [finding('proof-valid', '')], []));
    expect(textOf(clean)).toMatch(/Not checkedEverything that applies was checked\.$/);
  });

  test('an outline is drawn as it is told, each verdict on its line and nothing where there is none', () => {
    const node = (kind: MarkedNode['kind'], title: string, more: Partial<MarkedNode> = {}): MarkedNode => ({
      pointer: `/${title}`,
      kind,
      title,
      lines: [],
      children: [],
      ...more,
    });
    const forged = node('badge', 'Algebra', {
      state: 'failed',
      reasons: ['proof-invalid', 'verification-none'],
      lines: ['Grade: A', '5 credits', `What one learns. ${'More. '.repeat(50)}`],
    });
    const nodes = [
      node('clr', 'Transcript', {
        state: 'covered',
        reasons: ['covered'],
        children: [node('learner', 'Alma Berg'), node('term', 'Spring', { children: [forged] })],
      }),
    ];
    const report = createReport(
      'clr-2.0',
      [finding('proof-invalid', '/Algebra/proof', 'Does not hold.')],
      [],
    );
    const drawn = drawReport(report, { outline: { nodes, warnings: ['A warning.'] } });
    const items = find(drawn, ({ name, className }) => name === 'li' && className !== '');
    expect(items.map(({ className, children }) => [className, textOf(children[0] as Drawn)])).toEqual([
      ['clr', '✓ Transcript record covered by the signature around it /Transcript'],
      ['learner', 'learner Alma Berg'],
      ['term', 'term Spring'],
      ['badge', '✗ Algebra badge failed verification-none /Algebra'],
    ]);
    const [, , , badge] = items;
    expect(find(badge as Drawn, ({ name }) => name === 'p').map(textOf)).toEqual([
      'Grade: A · 5 credits',
      forged.lines[2],
      'proof-invalid Does not hold.',
    ]);
    expect(find(badge as Drawn, ({ name }) => name === 'details')).toHaveLength(1);
    expect(headings(drawn)).toEqual([
      'Errors (1)',
      'What it says, part by part',
      'About the record',
      'Not checked',
    ]);
    expect(textOf(drawn)).toContain('Claims, not facts');
  });

  test('what is not seen is shown by its code, and turns nothing around it', () => {
    const node = (title: string): NodeReport => ({
      pointer: '',
      kind: 'clr',
      name: title,
      state: 'failed',
      reasons: [],
    });
    const shown = (title: string) =>
      textOf(
        find(drawReport(createReport('vc', [], [node(title)])), ({ name }) => name === 'strong')[0] as Drawn,
      );
    expect(shown('\u202edeifirev\u200b\u0007')).toBe('<U+202E>deifirev<U+200B><U+0007>');
    for (const title of ['Zoë Ångström', '漢字', 'नमस्ते', '👩‍🎓', 'עברית', 'a\nb'])
      expect(shown(title)).toBe(title);
  });

  test('JSON is laid out when it is opened', async () => {
    const { drawJson } = (await load('draw-json.js')) as { drawJson: (shown: object) => Drawn };
    type Part = Drawn & { open: boolean; ontoggle: () => void };
    const draw = (open: boolean) => drawJson({ title: 'T', name: 'n', value: { a: 1 }, open }) as Part;
    const bodyOf = (part: Part) => (part.children.at(-1) as unknown as { textContent: string }).textContent;
    expect(bodyOf(draw(true))).toBe('{\n  "a": 1\n}');
    const long = drawJson({ title: 'T', name: 'n', value: 'x'.repeat(300_000), open: true }) as Part;
    expect(bodyOf(long)).toMatch(/x\n\.\.\. and 100000 characters more: copy or download it\.$/);
    const closed = draw(false);
    expect(bodyOf(closed)).toBe('');
    closed.open = true;
    closed.ontoggle();
    expect(bodyOf(closed)).toBe('{\n  "a": 1\n}');
  });

  test('whom it is about is said of what is accepted, and of nothing else', () => {
    const accepted = createReport('vc', [finding('proof-valid', '')], []);
    const open = createReport('vc', [finding('recipient-unproven', '')], []);
    const said = (report: Report, recipient: string) =>
      drawAnswer({ report }, { recipient }).flatMap(verdictOf).join();
    expect(said(accepted, 'alma@lakeside.example')).toBe('✓Accepted, about the person you named');
    expect(said(accepted, '')).toBe('✓Accepted');
    expect(said(open, 'alma@lakeside.example')).toBe('?Inconclusive: neither accepted nor rejected');
  });

  test('many of one kind are told once, with the first places, and the rest on demand', () => {
    const losses = Array.from({ length: 5 }, (_, i) => ({
      code: 'carried',
      message: 'It travels.',
      pointer: `/clr/${i}`,
      value: i === 1 ? 'long '.repeat(50) : i,
    }));
    const [list] = drawAnswer({ losses: [...losses, { ...losses[0], code: 'filled' }] }, {}).slice(-1);
    const [many, one] = (list as Drawn).children as [Drawn, Drawn];
    expect(textOf(many)).toBe(
      'carried It travels.at /clr/0: 0at /clr/1at /clr/2: 22 more placesat /clr/3: 3at /clr/4: 4',
    );
    expect(find(many, ({ name }) => name === 'details').map(textOf)).toEqual([
      '2 more placesat /clr/3: 3at /clr/4: 4',
    ]);
    expect(textOf(one)).toBe('filled It travels.at /clr/0: 0');
    expect(find(list as Drawn, ({ name }) => name === 'a').map(textOf)).toEqual(['carried', 'filled']);
  });

  test('thousands of one kind are counted, not drawn', () => {
    const losses = Array.from({ length: 5000 }, (_, i) => ({
      code: 'carried',
      message: 'It travels.',
      pointer: `/clr/${i}`,
    }));
    const [list] = drawAnswer({ losses }, {}).slice(-1);
    expect(find(list as Drawn, ({ className }) => className === 'place')).toHaveLength(204);
    expect(textOf(list as Drawn)).toContain('4997 more places');
    expect(textOf(list as Drawn)).toMatch(/and 4797 more, see the JSON$/);
  });

  test('records that did not verify are not shown as verified', () => {
    const record = { clr: {}, version: '1.0', pointer: '/credentialSubject' };
    const said = (verification: object) =>
      drawAnswer({ records: [{ ...record, verification }] }, {}).map(textOf);
    expect(said({ state: 'covered', verified: true })).toEqual([
      '1 record taken out.',
      'CLR 1.0, covered, from /credentialSubject',
    ]);
    expect(said({ state: 'covered', verified: false })[0]).toMatch(/Not verified/);
  });

  test('a fault is told with its items, where, and what to do', () => {
    const items = [{ code: 'member-missing', message: '"keep" is missing.', pointer: '/keep' }];
    const fault = { title: 'T', detail: 'D', pointer: '/keep', code: 'request-invalid', errors: items };
    const drawn = drawProblem(fault);
    expect(drawn.map(textOf)).toEqual([
      '✗T',
      'member-missing "keep" is missing.at /keep',
      'What to do about it: request-invalid',
    ]);
    const links = (one: object) =>
      drawProblem(one).flatMap((part) => find(part, ({ name }) => name === 'a').map(textOf));
    expect(links(fault)).toEqual(['request-invalid']);
    const broken = { ...fault, code: 'record-invalid', errors: [{ ...items[0], code: 'value-uri' }] };
    expect(links(broken)).toEqual(['value-uri', 'record-invalid']);
    expect(textOf(drawProblem({ title: 'T', detail: 'D', pointer: '/clr', code: 'x' })[1] as Drawn)).toBe(
      'D at /clr',
    );
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
    proof: '',
    validation: '',
    embedSource: false,
    fill: '',
    personal: '',
    did: '',
    to: '',
    target: '',
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
    ['verify', { input: '{"type":"Clr"}' }, { clr: { type: 'Clr' }, options: { outline: true } }],
    ['verify', { input: JWS }, { signedClr: JWS, options: { outline: true } }],
    [
      'verify',
      { input: '{"type":["VerifiableCredential"]}' },
      { verifiableCredential: { type: ['VerifiableCredential'] }, options: { outline: true } },
    ],
    [
      'verify',
      { input: '{"type":"VerifiablePresentation"}', challenge: 'c' },
      {
        verifiablePresentation: { type: 'VerifiablePresentation' },
        options: { challenge: 'c', outline: true },
      },
    ],
    [
      'wrap',
      { input: '[{}]', profile: 'verbatim', validation: 'lenient' },
      { clrs: [{}], profile: 'verbatim', validation: 'lenient' },
    ],
    ['wrap', { input: JWS, did: 'did:key:z' }, { signedClr: JWS, subject: 'did:key:z' }],
    [
      'wrap',
      { input: '{}', profile: 'clr2', proof: 'jwt', embedSource: true, fill: 'refuse', personal: 'none' },
      { clr: {}, profile: 'clr2', proof: 'jwt', embedSource: true, fill: 'refuse', personal: 'none' },
    ],
    [
      'wrap',
      { input: '{}', profile: 'verbatim', embedSource: true, fill: 'refuse', personal: 'none' },
      { clr: {}, profile: 'verbatim' },
    ],
    [
      'convert',
      { input: '{"type":["VerifiableCredential","ClrCredential"]}', target: '1.0', fill: 'refuse' },
      { verifiableCredential: { type: ['VerifiableCredential', 'ClrCredential'] }, to: '1.0' },
    ],
    [
      'convert',
      { input: '{}', target: '2.0', fill: 'copy-name', personal: 'all' },
      { clr: {}, to: '2.0', fill: 'copy-name', personal: 'all' },
    ],
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
    [
      'curate',
      { input: '{"type":"ClrCredential"}', keep: ['a'] },
      { verifiableCredential: { type: 'ClrCredential' }, keep: ['a'] },
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
    const imports = readdirSync(folder)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...read(file).matchAll(/from '\.\/([\w-]+\.js)'/g)].map(([, path]) => path));
    expect(imports.length).toBeGreaterThan(8);
    for (const path of new Set(imports)) {
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
    for (const id of new Set(asked)) expect(html.split(`id="${id}"`), `#${id}`).toHaveLength(2);
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
