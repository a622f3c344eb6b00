/** Many records: what comes out, in which order, and that a batch that was cut off is as good as one that was not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProgress } from '../../src/cli/batch/show-progress.ts';
import { BridgeError } from '../../src/kernel/errors.ts';
import { type BatchRow, type BatchState, runBatch } from '../../src/workflows/run-batch.ts';
import { writeZip } from '../fixtures/write-zip.ts';
import { CLI } from '../service/start-service.ts';
import { ENV, linesOf, nameOf, numbered } from './batch-lines.ts';
import { createShell, type Shell } from './shell.ts';

let shell: Shell;
beforeEach(() => {
  shell = createShell();
});
afterEach(() => shell.remove());

const pathOf = (name: string) => join(shell.folder, name);
const batch = (input: string, ...more: string[]) =>
  shell.run(['batch', input, pathOf('out'), ...more], '', ENV);

describe('what goes in and comes out', () => {
  test('each record on its line, in their order; bad rows by line, code and place; blank lines are none', async () => {
    const { issuedOn: _none, ...broken } = numbered(3);
    const long = 'x'.repeat(200_000);
    const lines = [`\ufeff${JSON.stringify(numbered(1))}`, '', '{"a":', '  ', JSON.stringify(broken)];
    const input = shell.file(
      'in',
      [...lines, JSON.stringify(long), JSON.stringify(numbered(7))].join('\r\n'),
    );
    const env = { ...ENV, CLR_BRIDGE_MAX_BYTES: '100000' };
    const ran = await shell.run(['batch', input, pathOf('out')], '', env);
    expect(ran, ran.err).toMatchObject({ code: 1, out: '' });
    expect(linesOf(pathOf('out')).map(nameOf)).toEqual(['Record 1', 'Record 7']);
    expect(linesOf(pathOf('out.errors'))).toMatchObject([
      { line: 3, code: 'malformed-json' },
      { line: 5, code: 'record-invalid', errors: [{ pointer: '/issuedOn' }] },
      { line: 6, code: 'too-large' },
    ]);
    expect(ran.err).toContain('5 rows: 2 in');
  });

  test('gzipped, from a pipe, and from a folder', async () => {
    const text = [1, 2].map((n) => `${JSON.stringify(numbered(n))}\n`).join('');
    expect(await batch(shell.file('in.gz', gzipSync(text)))).toMatchObject({ code: 0 });
    expect(linesOf(pathOf('out')).map(nameOf)).toEqual(['Record 1', 'Record 2']);
    expect(await shell.run(['batch', '-', pathOf('piped')], text)).toMatchObject({ code: 0 });
    mkdirSync(pathOf('folder'));
    writeFileSync(pathOf('folder/b.json'), JSON.stringify(numbered(2), null, 2));
    writeFileSync(pathOf('folder/a.json'), JSON.stringify(numbered(1), null, 2));
    writeFileSync(pathOf('folder/c.json'), 'no');
    expect(await shell.run(['batch', pathOf('folder'), pathOf('filed')])).toMatchObject({ code: 1 });
    for (const file of ['piped', 'filed'])
      expect(linesOf(pathOf(file)).map(nameOf)).toEqual(['Record 1', 'Record 2']);
    expect(linesOf(pathOf('filed.errors'))).toMatchObject([
      { line: 3, file: 'c.json', code: 'malformed-json' },
    ]);
    const cut = shell.file('cut.gz', gzipSync(text).subarray(0, 60));
    expect(await shell.run(['batch', cut, pathOf('broken')])).toMatchObject({ code: 2 });
  });

  test('a ZIP: what is in it in its order, and what is wrong with an entry is that entry alone', async () => {
    const [one, two] = [1, 2].map((n) => JSON.stringify(numbered(n))) as [string, string];
    const zip = writeZip([
      { name: 'class/', data: '' },
      { name: '__MACOSX/._b.json', data: 'x' },
      { name: '.DS_Store', data: 'x' },
      { name: 'class/b.json', data: two },
      { name: '../../etc/passwd', data: one },
      { name: '/root/rows.ndjson', data: `${one}\n{\n\n${two}` },
      { name: 'class/b.json', data: two },
      { name: 'locked.json', data: one, flags: 1 },
      { name: 'lies.json', data: one, says: { size: 10 } },
      { name: 'short.json', data: one, says: { size: one.length + 10 } },
      { name: 'broken.json', data: one, says: { crc: 1 } },
      { name: 'odd.json', data: one, says: { method: 99 } },
      { name: 'bomb.json', data: ' '.repeat(300_000) },
      { name: 'bomb.ndjson', data: `${one}\n${'x'.repeat(300_000)}\n${two}` },
      { name: 'stored.json', data: one, store: true },
    ]);
    const words = ['batch', shell.file('records', zip), pathOf('out')];
    const ran = await shell.run(words, '', { ...ENV, CLR_BRIDGE_MAX_BYTES: '100000' });
    expect(ran, ran.err).toMatchObject({ code: 1 });
    const names = [2, 1, 1, 2, 1, 2, 1].map((n) => `Record ${n}`);
    expect(linesOf(pathOf('out')).map(nameOf)).toEqual(names);
    const said = linesOf(pathOf('out.errors')).map(({ file, line, code }) => `${file} ${line} ${code}`);
    expect(said).toEqual([
      '/root/rows.ndjson 2 malformed-json',
      'class/b.json 4 archive-unreadable',
      'locked.json 5 archive-unreadable',
      'lies.json 6 archive-unreadable',
      'short.json 7 archive-unreadable',
      'broken.json 8 archive-unreadable',
      'odd.json 9 archive-unreadable',
      'bomb.json 10 too-large',
      'bomb.ndjson 2 too-large',
    ]);
    const cut = await shell.run(['batch', shell.file('cut.zip', zip.subarray(0, 400)), pathOf('c')]);
    expect(cut.err).toContain('archive-unreadable');
    expect((await shell.run(['batch', '-', pathOf('p')], zip)).err).toContain('save it as a file');
    const shared = writeZip([{ name: 'a', data: one, says: { packed: 2 ** 30 } }]);
    expect((await shell.run(['batch', shell.file('shared', shared), pathOf('s')])).err).toContain('bomb');
  });

  test('verified and unwrapped line by line', async () => {
    await batch(shell.file('in', [1, 2].map((n) => JSON.stringify(numbered(n))).join('\n')));
    const forged = pathOf('forged');
    writeFileSync(forged, readFileSync(pathOf('out'), 'utf8').replace('Record 2', 'Record 9'));
    const verified = await shell.run(['batch', forged, pathOf('reports'), '--verify'], '', ENV);
    expect(verified).toMatchObject({ code: 1 });
    expect(linesOf(pathOf('reports'))).toMatchObject([{ verdict: 'accepted' }, { verdict: 'rejected' }]);
    expect(await shell.run(['batch', forged, pathOf('back'), '--unwrap'], '', ENV)).toMatchObject({
      code: 1,
    });
    expect(linesOf(pathOf('back'))).toEqual([numbered(1)]);
    expect(linesOf(pathOf('back.errors'))).toMatchObject([{ line: 2, code: 'credential-rejected' }]);
    const all = ['batch', forged, pathOf('all'), '--unwrap', '--allow-unverified', '--to', '1.0'];
    expect(await shell.run(all, '', ENV)).toMatchObject({ code: 1 });
    expect(linesOf(pathOf('all')).map(({ name }) => name)).toEqual(['Record 1', 'Record 9']);
    const other = ['batch', forged, pathOf('whose'), '--verify', '--recipient', 'somebody@else.example'];
    expect(await shell.run(other, '', ENV)).toMatchObject({ code: 1 });
    expect(linesOf(pathOf('whose')).map(({ verdict }) => verdict)).toEqual(['inconclusive', 'rejected']);
  });

  test('what would mix two batches, or overwrite a file, is refused', async () => {
    const input = shell.file('in', JSON.stringify(numbered(1)));
    const refused = async (...words: string[]) => (await shell.run(['batch', ...words], '', ENV)).err;
    expect(await refused(input, input)).toContain('a file of its own');
    expect(await refused(input, pathOf('x'), '--verify', '--unwrap')).toContain('exclude each other');
    expect(await refused(input, pathOf('x'), '--verify', '--vc', '1.1')).toContain('none of the options');
    expect(await refused(input, pathOf('x'), '--to', '2.0')).toContain('belong to --unwrap');
    expect(await refused(input, pathOf('x'), '--recipient', 'a')).toContain('belongs to --verify');
    expect(await refused(input, pathOf('x'), '--issuer', 'did:web:else.example')).toContain('issuer-unknown');
    expect(await refused(input, shell.file('mine', 'text'))).toContain('is there already');
    await batch(input);
    const before = readFileSync(pathOf('out'), 'utf8');
    expect(await refused(input, pathOf('out'), '--proof', 'jwt')).toContain('other options');
    expect(await batch(input)).toMatchObject({ code: 0 });
    expect(readFileSync(pathOf('out'), 'utf8')).toBe(before);
    shell.file('in', `${JSON.stringify(numbered(2))}\n`);
    expect(await refused(input, pathOf('out'))).toContain('it was changed');
    writeFileSync(pathOf('out.lock'), '1');
    expect(await refused(input, pathOf('out'))).toContain('Process 1 is at it');
  });
});

test('where the output cannot be written it stops, and no row is taken for a bad one', async () => {
  const row = (line: number): BatchRow => ({ line, value: line, source: { digest: `${line}`, bytes: 1 } });
  const start: BatchState = { rows: 0, bad: 0, remarks: {}, digest: '' };
  const attempts: string[][] = [];
  const written: unknown[] = [];
  let room = 3;
  let kept = start;
  const once = () =>
    runBatch({
      id: '5f0c5a4e-9f0b-4a51-9d2c-0a2b7e6d1c33',
      begun: new Date(0),
      rows: (async function* () {
        for (let line = 1; line <= 5; line += 1) yield row(line);
      })(),
      state: kept,
      work: async ({ value }, { id }) => {
        attempts.push([String(value), id]);
        return { value: value as number, remarks: ['seen'] };
      },
      write: async (_kind, line) => {
        if (room === 0) throw new BridgeError('store-unavailable', 'full');
        room -= 1;
        written.push(line);
      },
      commit: async (state) => {
        kept = structuredClone(state);
      },
    });
  await expect(once()).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(kept).toEqual(start);
  [room, written.length] = [9, 0];
  expect(await once()).toMatchObject({ rows: 5, bad: 0, remarks: { seen: 5 } });
  expect(written).toEqual([1, 2, 3, 4, 5]);
  // the second attempt at a row is known as the same
  expect(new Set(attempts.map(([, id]) => id)).size).toBe(5);
});

test('on a terminal a bar tells rate and time left; elsewhere a line now and then', () => {
  let now = 0;
  const said: string[] = [];
  const state = (rows: number): BatchState => ({ rows, bad: 1, remarks: {}, digest: '' });
  const shown = (isErrorTerminal: boolean, total?: number) =>
    createProgress(
      { isErrorTerminal, writeError: (text) => said.push(text) },
      { total, before: 100 },
      () => now,
    );
  const bar = shown(true, 1000);
  now = 10_000;
  bar.show(state(200));
  bar.end();
  expect(said.join('')).toContain('200 of 1000 rows, 1 bad, 10.0 a second, 1 min left');
  expect(said.join('')).toContain('20 %');
  expect(said.at(-1)).toBe('\u001b[2K');
  said.length = 0;
  const plain = shown(false);
  now = 20_000;
  plain.show(state(150));
  now = 60_000;
  plain.show(state(600));
  plain.end();
  expect(said).toEqual(['600 rows, 1 bad, 10.0 a second\n']);
});

test('the status of everything a batch wrote', async () => {
  await batch(
    shell.file('in', [1, 2].map((n) => JSON.stringify(numbered(n))).join('\n')),
    '--status',
    'revocation',
  );
  const revoke = (...words: string[]) => shell.run(['status', 'revoke', ...words], '', ENV);
  expect(JSON.parse((await revoke('--batch', pathOf('out'))).out)).toMatchObject({ changed: 2, without: 0 });
  expect(JSON.parse((await revoke('--batch', pathOf('out'))).out)).toMatchObject({ changed: 0, same: 2 });
  expect(await revoke('urn:x', '--batch', pathOf('out'))).toMatchObject({ code: 2 });
  const verified = await shell.run(['batch', pathOf('out'), pathOf('reports'), '--verify'], '', ENV);
  expect(verified.err).toContain('rejected: 2');
});

test('in threads as without: the same rows in the same order, the same bad ones, and one place each', async () => {
  const { issuedOn: _none, ...broken } = numbered(7);
  const rows = Array.from({ length: 40 }, (_, i) => JSON.stringify(i === 7 ? broken : numbered(i)));
  rows[20] = '{';
  const input = shell.file('in', rows.join('\n'));
  const env = { PATH: process.env['PATH'], CLR_BRIDGE_DATA: pathOf('data'), ...ENV };
  const run = async (out: string, workers: string) => {
    const words = ['batch', input, pathOf(out), '--status', 'revocation', '--workers', workers];
    const child = spawn(process.execPath, [CLI, ...words], { env, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
    return linesOf(pathOf(out));
  };
  const [plain, threaded] = [await run('plain', '0'), await run('threaded', '2')];
  expect(threaded.map(nameOf)).toEqual(plain.map(nameOf));
  expect(threaded).toHaveLength(38);
  expect(linesOf(pathOf('threaded.errors'))).toEqual(linesOf(pathOf('plain.errors')));
  const places = [...plain, ...threaded].map(({ credentialStatus }) => JSON.stringify(credentialStatus));
  expect(new Set(places).size).toBe(76);
  expect(await batch(input, '--workers', 'many')).toMatchObject({ code: 2 });
}, 60_000);
