import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as library from '../src/index.ts';
import type { JsonObject } from '../src/kernel/json.ts';

const root = new URL('..', import.meta.url);
const samplePath = new URL('samples/sample-clr.json', root);
const sample = JSON.parse(readFileSync(samplePath, 'utf8')) as JsonObject;

test('the names that the library exports', () => {
  expect(Object.keys(library).sort()).toEqual([
    'BridgeError',
    'FINDINGS',
    'PROBLEMS',
    'bake',
    'clr1JsonSchema',
    'clr2JsonSchema',
    'compare',
    'convert',
    'createContextLoader',
    'createDidResolver',
    'createFetcher',
    'createSigner',
    'createStatusList',
    'curate',
    'disclose',
    'importSigner',
    'isNativeRecord',
    'join',
    'listContents',
    'outline',
    'parseJson',
    'parseRecord',
    'readContextsFolder',
    'sign',
    'split',
    'unbake',
    'unwrap',
    'validateRecord',
    'verify',
    'wrap',
  ]);
});

test('the example of README.md runs as it stands', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(example).toContain("from 'clr-bridge'");
  const folder = mkdtempSync(join(tmpdir(), 'clr-bridge-readme-'));
  try {
    const file = join(folder, 'example.mjs');
    const entry = new URL('dist/index.js', root).href;
    const record = `import { readFileSync } from 'node:fs';\nconst record = JSON.parse(readFileSync(new URL('${samplePath.href}')));\n`;
    writeFileSync(file, record + example.replace("'clr-bridge'", `'${entry}'`));
    const said = execFileSync(process.execPath, [pathToFileURL(file).pathname], { encoding: 'utf8' });
    expect(said).toContain(String((sample['learner'] as JsonObject)['name']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('with effects handed in', () => {
  const effects = {
    now: () => new Date('2026-06-01T12:00:00Z'),
    newId: () => '00000000-0000-4000-8000-000000000001',
    fetch: () => Promise.reject(new library.BridgeError('upstream-unavailable', 'No network here.')),
  };

  test('wrap, compare and unwrap', async () => {
    const signer = await library.createSigner();
    const { verifiableCredential } = await library.wrap(sample, { ...effects, signer });
    expect(verifiableCredential).toMatchObject({
      id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      issuer: signer.controller,
      validFrom: '2026-06-01T12:00:00Z',
    });
    const { same, credential } = await library.compare(sample, verifiableCredential, effects);
    expect([same, credential.verdict]).toEqual([true, 'accepted']);
    const { records } = await library.unwrap(verifiableCredential, effects);
    expect(records[0]?.clr).toEqual(sample);
  });

  test('sign each, curate, and wrap the selection as its curator', async () => {
    const signer = await library.createSigner('P-256');
    const { signedClr } = await library.sign(sample, { signer, each: true });
    const select = (curator: string) => {
      const selection = library.curate(signedClr, ['/signedAssertions/1'], { curator });
      if (!('clr' in selection)) throw new TypeError('a selection from CLR 1.0 is a record');
      return selection;
    };
    const { clr, provenance } = select(signer.controller);
    expect(clr).toMatchObject({ partial: true });
    expect(provenance.kept).toMatchObject([{ form: 'signed', proof: 'own-signature' }]);
    const issuer = await library.createSigner();
    await expect(library.wrap(clr, { ...effects, signer: issuer })).rejects.toMatchObject({
      code: 'curated-record',
    });
    const own = select(issuer.controller);
    const { verifiableCredential } = await library.wrap(own.clr, { ...effects, signer: issuer });
    expect((await library.verify(verifiableCredential, effects)).verdict).toBe('accepted');
  });

  test('a key made elsewhere signs under the same DID', async () => {
    const seed = `${'00'.repeat(31)}01`;
    const [one, two] = [await library.importSigner(seed), await library.importSigner(seed)];
    expect(one.controller).toBe(two.controller);
    const { verifiableCredential } = await library.wrap(sample, { ...effects, signer: one });
    expect((await library.verify(verifiableCredential, effects)).verdict).toBe('accepted');
  });
});
