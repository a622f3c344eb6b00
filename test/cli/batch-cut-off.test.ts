/** A batch that is killed or interrupted at any moment, and is in the end as good as one that was not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { openDatabase } from '../../src/stores/database.ts';
import { CLI } from '../service/start-service.ts';
import { ENV, linesOf, nameOf, numbered } from './batch-lines.ts';
import { createShell, type Shell } from './shell.ts';

let shell: Shell;
beforeEach(() => {
  shell = createShell();
});
afterEach(() => shell.remove());

const pathOf = (name: string) => join(shell.folder, name);

describe('cut off, and started again', () => {
  const env = () => ({ PATH: process.env['PATH'], CLR_BRIDGE_DATA: pathOf('data'), ...ENV });
  const placeOf = ({ credentialStatus }: JsonObject) => (credentialStatus as JsonObject)['statusListIndex'];
  const keptIds = async () => {
    const { db, close } = await openDatabase(pathOf('data'));
    const kept = await db.selectFrom('credentials').select('id').execute();
    const places = await db.selectFrom('status_entries').select('place').execute();
    await close();
    return { ids: new Set(kept.map(({ id }) => id)), places: places.map(({ place }) => String(place)) };
  };
  /** Until so many lines are in the output, and a signal comes. @returns its exit code, null after a kill */
  const cutOff = async (words: string[], lines: number, signal: 'SIGKILL' | 'SIGINT') => {
    const child = spawn(process.execPath, [CLI, ...words], { env: env(), stdio: 'ignore' });
    const ended = once(child, 'exit');
    const there = () => {
      const text = existsSync(pathOf('out')) ? readFileSync(pathOf('out'), 'utf8') : '';
      return text.split('\n').length - 1;
    };
    while (there() < lines && child.exitCode === null) await new Promise((done) => setImmediate(done));
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const goOn = async (words: string[]) => {
    const child = spawn(process.execPath, [CLI, ...words], { env: env(), stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    return code as number;
  };

  test.each([
    ['0', 150],
    ['2', 300],
  ])(
    'killed again and again, %s threads: every row once, in its order, one credential and one place each',
    async (workers, count) => {
      const rows = Array.from({ length: count }, (_, i) =>
        i % 50 === 49 ? '{' : JSON.stringify(numbered(i)),
      );
      const input = shell.file('in', `${rows.join('\n')}\n`);
      const words = ['batch', input, pathOf('out'), '--status', 'revocation', '--workers', workers];
      for (const share of [0.02, 0.45, 0.85])
        expect(await cutOff(words, Math.ceil(share * count), 'SIGKILL')).toBeNull();
      expect(await goOn(words)).toBe(1);
      const issued = linesOf(pathOf('out'));
      const good = rows.flatMap((row, i) => (row === '{' ? [] : [`Record ${i}`]));
      expect(issued.map(nameOf)).toEqual(good);
      const bad = rows.flatMap((row, i) => (row === '{' ? [i + 1] : []));
      expect(linesOf(pathOf('out.errors')).map(({ line }) => line)).toEqual(bad);
      expect(new Set(issued.map(({ id }) => id)).size).toBe(good.length);
      expect(new Set(issued.map(placeOf)).size).toBe(good.length);
      // nothing was issued beside what is in the output
      const { ids, places } = await keptIds();
      expect(ids).toEqual(new Set(issued.map(({ id }) => id)));
      expect(new Set(places)).toEqual(new Set(issued.map(placeOf)));
      expect(places).toHaveLength(good.length);
    },
    120_000,
  );

  test('under clr2 too: ids that follow from the record, and places that are given again', async () => {
    const rows = Array.from({ length: 100 }, (_, i) =>
      JSON.stringify({
        ...numbered(i),
        id: `urn:uuid:00000007-0000-4000-8000-${String(i).padStart(12, '0')}`,
      }),
    );
    const input = shell.file('in', rows.join('\n'));
    const words = ['batch', input, pathOf('out'), '--profile', 'clr2', '--status', 'revocation'];
    expect(await cutOff(words, 80, 'SIGKILL')).toBeNull();
    const before = linesOf(pathOf('out'));
    expect(await goOn(words)).toBe(0);
    const issued = linesOf(pathOf('out'));
    const told = (all: JsonObject[]) => all.map((one) => [one['id'], placeOf(one)]);
    expect(told(issued).slice(0, before.length)).toEqual(told(before));
    expect(new Set(issued.map(({ id }) => id)).size).toBe(100);
    expect(new Set(issued.map(placeOf)).size).toBe(100);
    expect((await keptIds()).places).toHaveLength(100);
  }, 60_000);

  test.each(['0', '2'])(
    'interrupted with %s threads it ends with 3, and goes on',
    async (workers) => {
      const rows = Array.from({ length: 200 }, (_, i) => JSON.stringify(numbered(i)));
      const input = shell.file('in', rows.join('\n'));
      const words = ['batch', input, pathOf('out'), '--workers', workers];
      expect(await cutOff(words, 5, 'SIGINT')).toBe(3);
      const before = linesOf(pathOf('out'));
      expect(before.length).toBeLessThan(200);
      expect(existsSync(pathOf('out.lock'))).toBe(false);
      expect(await goOn(words)).toBe(0);
      // what was signed when it was interrupted stays
      expect(linesOf(pathOf('out')).slice(0, before.length)).toEqual(before);
      expect(linesOf(pathOf('out')).map(nameOf)).toEqual(rows.map((_, i) => `Record ${i}`));
    },
    60_000,
  );
});
