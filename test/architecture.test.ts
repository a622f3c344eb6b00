/** The house rules that a compiler does not know: who may import whom, and what the core must not touch. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .sort();

/** What each folder (or file at the root) may import; `types` of others only as types. */
const LAW: Record<string, { values: string[]; types: string[] }> = {
  kernel: { values: [], types: [] },
  records: { values: ['kernel'], types: [] },
  images: { values: ['kernel'], types: [] },
  credentials: { values: ['records', 'kernel'], types: [] },
  proofs: { values: ['credentials', 'kernel'], types: [] },
  trust: { values: ['proofs', 'credentials', 'kernel'], types: ['records'] },
  workflows: { values: ['trust', 'proofs', 'credentials', 'images', 'records', 'kernel'], types: [] },
  stores: { values: ['kernel'], types: ['workflows'] },
  batches: { values: ['images', 'kernel'], types: ['workflows'] },
  http: { values: ['workflows', 'images', 'kernel'], types: ['records', 'credentials', 'trust', 'proofs'] },
  cli: {
    values: ['threads', 'compose.ts', 'config.ts', 'batches', 'kernel', 'images', 'records'],
    types: ['workflows', 'trust', 'proofs', 'credentials'],
  },
  threads: { values: ['compose.ts', 'config.ts', 'kernel'], types: ['workflows'] },
  'config.ts': { values: ['kernel'], types: [] },
  'compose.ts': {
    values: [
      'http',
      'batches',
      'stores',
      'workflows',
      'trust',
      'proofs',
      'credentials',
      'records',
      'kernel',
      'config.ts',
    ],
    types: [],
  },
  'cli.ts': { values: ['cli', 'compose.ts', 'config.ts', 'kernel', 'records'], types: ['workflows'] },
  'library.ts': { values: ['workflows', 'trust', 'proofs', 'kernel'], types: ['credentials', 'records'] },
  'index.ts': {
    values: ['library.ts', 'workflows', 'trust', 'proofs', 'credentials', 'images', 'records', 'kernel'],
    types: [],
  },
};

/** Effects belong to the edge; the core is handed its clock, ids, network and environment. */
const EFFECTS =
  /\bglobalThis\.|\bDate\.now\(|\bnew Date\(\)|\brandomUUID\b|\bprocess\.env\b|\bMath\.random\b/;
const PURE = ['kernel', 'images', 'records', 'credentials', 'proofs', 'trust', 'workflows'];

/** Longer ones, each with its reason. */
const LONG = new Map<string, number>();

const unitOf = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : file);

function importsOf(file: string): { unit: string; typeOnly: boolean; text: string }[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  const found = source.matchAll(/^(import|export)\s+(type\s+)?([^;]*?)from\s+'(\.[^']+)'/gms);
  return [...found].map(([text, , type, names = '', path = '']) => {
    const target = relative(SRC, resolve(dirname(join(SRC, file)), path));
    const inline = names
      .trim()
      .replace(/^\{|\}$/g, '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const typeOnly =
      type !== undefined || (inline.length > 0 && inline.every((name) => name.startsWith('type ')));
    return { unit: unitOf(target), typeOnly, text: text.replaceAll(/\s+/g, ' ') };
  });
}

describe('architecture', () => {
  test('sees the sources', () => {
    expect(FILES.length).toBeGreaterThanOrEqual(40);
    expect(FILES.flatMap(importsOf).length).toBeGreaterThan(100);
  });

  test.each(FILES)('%s imports only what its layer may', (file) => {
    const unit = unitOf(file);
    const law = LAW[unit];
    expect(law, `no law for ${unit}`).toBeDefined();
    const broken = importsOf(file).filter(
      ({ unit: target, typeOnly }) =>
        target !== unit && !law?.values.includes(target) && !(typeOnly && law?.types.includes(target)),
    );
    expect(broken.map(({ text }) => text)).toEqual([]);
  });

  test.each(FILES.filter((file) => PURE.includes(unitOf(file))))('%s has no effects of its own', (file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code.match(EFFECTS)?.[0]).toBeUndefined();
    // a `fetch` that is called must be one that was handed in
    if (/(?<![.\w])fetch\(/.test(code)) expect(code).toMatch(/\bfetch: Fetcher|\{[^}]*\bfetch\b[^}]*\}/);
  });

  test('only the library entry re-exports', () => {
    const re = /^export\s+(\*|\{[^}]*\})\s+from/m;
    expect(
      FILES.filter((file) => file !== 'index.ts' && re.test(readFileSync(join(SRC, file), 'utf8'))),
    ).toEqual([]);
  });

  test.each(FILES)('%s has at most 300 lines', (file) => {
    expect(readFileSync(join(SRC, file), 'utf8').split('\n').length).toBeLessThanOrEqual(
      LONG.get(file) ?? 300,
    );
  });
});
