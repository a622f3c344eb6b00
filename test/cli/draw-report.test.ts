import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakLines, widthOf } from '../../src/cli/break-lines.ts';
import { drawReport } from '../../src/cli/draw-report.ts';
import { MARKS } from '../../src/cli/draw-tree.ts';
import { type Finding, finding } from '../../src/kernel/findings.ts';
import { createReport, type NodeReport, type NodeState } from '../../src/kernel/report.ts';
import { safeText } from '../../src/kernel/safe-text.ts';
import type { Outline, OutlineNode } from '../../src/records/outline.ts';

const PLAIN = { width: 80, colour: false };

const node = (pointer: string, kind: NodeReport['kind'], state: NodeState, name?: string): NodeReport => ({
  pointer,
  kind,
  state,
  reasons: state === 'verified' || state === 'covered' ? [] : [`because-${state}`],
  ...(name === undefined ? {} : { name }),
});

const draw = (nodes: NodeReport[], findings: Finding[] = [], options = PLAIN) =>
  drawReport(createReport('vc', findings, nodes), options);

describe('drawReport', () => {
  test.each([
    ['verified', '✔'],
    ['covered', '●'],
    ['integrity-only', '◐'],
    ['unverified', '○'],
    ['failed', '✖'],
    ['revoked', '✖'],
    ['expired', '✖'],
    ['unknown', '?'],
  ] as [NodeState, string][])('%s has the mark %s with its word beside it', (state, mark) => {
    expect(draw([node('', 'vc', state)])).toContain(`\n${mark} ${state} vc`);
    expect(Object.keys(MARKS)).toHaveLength(8);
  });

  test('the first line says verdict, kind and issuer', () => {
    const report = createReport('vc', [finding('proof-valid', '')], []);
    const lineOf = (options: object) => drawReport(report, { ...PLAIN, ...options }).split('\n')[0];
    expect(lineOf({ issuer: 'did:key:z1' })).toBe('✔ accepted: vc, issued by did:key:z1');
    expect(lineOf({})).toBe('✔ accepted: vc');
    const rejected = createReport('vc', [finding('proof-invalid', '')], []);
    expect(drawReport(rejected, { ...PLAIN, issuer: 'did:key:z1' })).toMatch(
      /^✖ rejected: vc, said to be issued by did:key:z1\n/,
    );
    expect(drawReport(createReport('clr-1.0', [], []), PLAIN)).toMatch(/^\? inconclusive: clr-1\.0\n/);
  });

  test('parts hang under what they are part of, whatever the order; a JWS payload too', () => {
    const text = draw([
      node('/vc/clr/assertions/10', 'assertion', 'covered', 'Ten'),
      node('', 'vp', 'verified', 'All'),
      node('/vc', 'vc', 'verified', 'Envelope'),
      node('/vc/clr', 'clr', 'covered', 'Transcript'),
      node('/vc/clr/assertions/2', 'assertion', 'failed', 'Two'),
      node('/vc/jws', 'clr', 'integrity-only', 'Signed'),
      node('/vc/jws#/assertions/0', 'assertion', 'covered', 'Inside'),
      node('/vcs', 'vc', 'unknown', 'Other'),
    ]);
    expect(text.split('\n').slice(3, 11)).toEqual([
      '✔ verified vp: All',
      '├─ ✔ verified vc: Envelope (/vc)',
      '│  ├─ ● covered clr: Transcript (/vc/clr)',
      '│  │  ├─ ● covered assertion: Ten (/vc/clr/assertions/10)',
      '│  │  └─ ✖ failed assertion: Two - because-failed (/vc/clr/assertions/2)',
      '│  └─ ◐ integrity-only clr: Signed - because-integrity-only (/vc/jws)',
      '│     └─ ● covered assertion: Inside (/vc/jws#/assertions/0)',
      '└─ ? unknown vc: Other - because-unknown (/vcs)',
    ]);
  });

  test('of two parts at one place the later is inside the earlier, and holds what is deeper', () => {
    const text = draw([
      node('', 'vc', 'verified'),
      node('/s', 'vc', 'verified'),
      node('/s', 'clr', 'covered'),
      node('/s/a/0', 'assertion', 'covered'),
    ]);
    expect(text.split('\n').slice(3, 7)).toEqual([
      '✔ verified vc',
      '└─ ✔ verified vc (/s)',
      '   └─ ● covered clr (/s)',
      '      └─ ● covered assertion (/s/a/0)',
    ]);
  });

  test('a record is drawn as its outline: what has a verdict has its mark, the rest has none, and nothing is left out', () => {
    const at = '/credentialSubject/clr';
    const shown = (
      kind: OutlineNode['kind'],
      place: string,
      title: string,
      lines: string[],
      children: OutlineNode[] = [],
    ): OutlineNode => ({
      kind,
      pointer: at + place,
      title,
      lines,
      children,
    });
    const algebra = shown('assertion', '/assertions/1', 'Algebra I', ['Grade: A\u001b[2J', '5 credits']);
    const outline: Outline = {
      ...shown(
        'clr',
        '',
        'Transcript',
        [],
        [
          shown('learner', '/learner', 'Robin Vale', []),
          shown('term', '/assertions/1', 'Spring', [], [algebra]),
          shown('assertion', '/assertions/0', 'Botany', []),
        ],
      ),
      warnings: ['Two of two are not signed.'],
    };
    const nodes = [
      node('', 'vc', 'verified'),
      node(at, 'clr', 'covered', 'a name the outline knows better'),
      node(`${at}/assertions/0`, 'assertion', 'expired'),
      node(`${at}/assertions/0/endorsements/0`, 'endorsement', 'unknown', 'Beside'),
      node(`${at}/assertions/1`, 'assertion', 'covered'),
    ];
    const text = drawReport(createReport('vc', [], nodes), { ...PLAIN, outlines: [outline] });
    expect(text.split('\n').slice(3)).toEqual([
      '✔ verified vc',
      '└─ ● covered clr: Transcript (/credentialSubject/clr)',
      '   ├─ learner: Robin Vale',
      '   ├─ term: Spring',
      '   │  └─ ● covered assertion: Algebra I (/credentialSubject/clr/assertions/1)',
      '   │       Grade: A<U+001B>[2J · 5 credits',
      '   └─ ✖ expired assertion: Botany',
      '      │ because-expired (/credentialSubject/clr/assertions/0)',
      '      └─ ? unknown endorsement: Beside',
      '           because-unknown (/credentialSubject/clr/assertions/0/endorsements/0)',
      '',
      'About the record',
      '  Two of two are not signed.',
      '',
    ]);
  });

  test('facts stand side by side and whole, prose on lines of its own, the first three of it', () => {
    const prose = 'What one learns by standing in cold water for a whole summer. '.repeat(9).trim();
    const outline: Outline = {
      kind: 'badge',
      pointer: '',
      title: 'Hydrology',
      lines: ['Grade: A', '7.5 credits', 'awarded 2023-07-21', 'licence RW-5521', 'Course', prose, 'Rivers'],
      children: [],
      warnings: [],
    };
    const options = { width: 60, colour: true, outlines: [outline] };
    const text = drawReport(createReport('ob-3.0', [], [node('', 'badge', 'failed')]), options);
    expect(text.split('\n').slice(3, 10)).toEqual([
      '\u001b[31m✖ failed\u001b[0m badge: Hydrology \u001b[2m- because-failed\u001b[0m',
      '  Grade: A · 7.5 credits · awarded 2023-07-21',
      '  licence RW-5521 · Course',
      '  \u001b[2mWhat one learns by standing in cold water for a whole\u001b[0m',
      '  \u001b[2msummer. What one learns by standing in cold water for a\u001b[0m',
      '  \u001b[2mwhole summer. What one learns by standing in cold water …\u001b[0m',
      '  Rivers',
    ]);
  });

  test('findings: errors, what could not be verified, warnings, and everything unchecked is said', () => {
    const text = draw(
      [],
      [
        finding('proof-invalid', '/a', 'Broken.'),
        finding('status-unchecked', '/b', 'No list.'),
        finding('property-null', '/c', 'Null.'),
        finding('trust-unconfigured', '', 'No registry.'),
        finding('structure-valid', ''),
      ],
    );
    const [errors, open, warnings, unchecked] = [
      'Errors (1)',
      'Could not be verified (1)',
      'Warnings (1)',
      'Not checked (1)',
    ].map((title) => text.indexOf(title));
    expect(errors).toBeGreaterThan(0);
    expect([open! > errors!, warnings! > open!, unchecked! > warnings!]).toEqual([true, true, true]);
    expect(text).toContain('  proof-invalid at /a: Broken.\n');
    expect(text).toContain('  status-unchecked at /b: No list.\n');
    expect(text).toContain('  property-null at /c: Null.\n');
    expect(text).toContain('  trust-unconfigured: No registry.\n');
    expect(text).not.toContain('structure-valid');
  });

  test('many findings of one code are counted, not repeated', () => {
    const text = draw(
      [],
      Array.from({ length: 40 }, (_, i) => finding('property-null', `/a/${i}`, 'Null.')),
    );
    expect(text.match(/property-null at/g)).toHaveLength(3);
    expect(text).toContain('property-null: 37 more, see --format json');
  });

  test('colour only where it is asked for, and never without the word', () => {
    expect(draw([node('', 'vc', 'failed')])).not.toContain('\u001b');
    const coloured = draw([node('', 'vc', 'failed')], [], { width: 80, colour: true });
    expect(coloured).toContain('\u001b[31m✖ failed\u001b[0m vc');
  });

  test('texts of the record cannot steer the terminal', () => {
    const name = 'A\u001b[2J\u009b31m\u0007B\r\nC\u202eD\u200b';
    const text = draw(
      [node('', 'clr', 'verified', name)],
      [finding('proof-invalid', '/\u001b]0;x\u0007', 'm\u001b[1A')],
    );
    expect(text).toContain('A<U+001B>[2J<U+009B>31m<U+0007>B C<U+202E>D<U+200B>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u200b]/);
  });

  test('no line is wider than the terminal, however long the words and however deep the tree', () => {
    const nodes = Array.from({ length: 30 }, (_, i) =>
      node('/x'.repeat(i), 'vc', 'unknown', 'Ein langer Name 漢字 '.repeat(i)),
    );
    const findings = [finding('proof-invalid', `/${'p'.repeat(300)}`, 'word '.repeat(100))];
    for (const width of [40, 80, 133]) {
      const lines = drawReport(createReport('vc', findings, nodes), {
        width,
        colour: false,
        issuer: `did:key:${'z'.repeat(200)}`,
      }).split('\n');
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(/[\s│├└─]/g, '')).toContain('p'.repeat(300));
    }
  });

  test('a tree of thousands of parts is drawn', () => {
    const nodes = Array.from({ length: 5000 }, (_, i) => node('/0'.repeat(i % 100), 'vc', 'covered'));
    expect(draw(nodes).match(/● covered/g)).toHaveLength(5000);
  });
});

describe('safeText', () => {
  test('keeps every script, and emoji with their joiners', () => {
    for (const text of ['Zoë Ångström', '漢字', 'नमस्ते', '👩‍🎓', 'עברית']) expect(safeText(text)).toBe(text);
  });

  test('property: no control character remains, in one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('breakLines', () => {
  test('property: lines fit, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '漢', ' ', '-'), maxLength: 200 }),
        fc.integer({ min: 2, max: 30 }),
        (text, width) => {
          const lines = breakLines(text, width);
          expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
