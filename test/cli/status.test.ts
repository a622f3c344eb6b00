import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRecord, createShell, type Shell } from './shell.ts';

let shell: Shell;
let file: string;
let id: string;
const ENV = { CLR_BRIDGE_BASE_URL: 'https://school.example' };
beforeAll(async () => {
  shell = createShell();
  const record = shell.file('record.json', aRecord());
  const wrapped = await shell.run(
    ['wrap', record, '--status', 'revocation', 'suspension', 'message'],
    '',
    ENV,
  );
  expect([wrapped.code, wrapped.err.includes('CLR_BRIDGE_BASE_URL')]).toEqual([0, false]);
  const credential = JSON.parse(wrapped.out);
  ({ id } = credential);
  expect(credential.credentialStatus).toHaveLength(3);
  file = shell.file('credential.json', credential);
});
afterAll(() => shell.remove());

const verify = async () => (await shell.run(['verify', file], '', ENV)).code;

test('suspend, restore, revoke: verifying says so each time, and every change is kept', async () => {
  expect(await verify()).toBe(0);
  expect((await shell.run(['status', 'suspend', id, '--reason', 'fee unpaid'])).code).toBe(0);
  expect(await verify()).toBe(1);
  expect((await shell.run(['status', 'restore', id])).code).toBe(0);
  expect(await verify()).toBe(0);
  const set = await shell.run(['status', 'set', id, 'message', '0x1']);
  expect(JSON.parse(set.out)).toMatchObject([{ statusPurpose: 'message', status: 1 }]);
  expect(await verify()).toBe(0);
  const revoked = await shell.run(['status', 'revoke', id]);
  expect(JSON.parse(revoked.out)).toMatchObject([{ statusPurpose: 'revocation', status: 1 }]);
  expect(await verify()).toBe(1);

  const shown = JSON.parse((await shell.run(['status', 'show', id])).out);
  expect(shown).toContainEqual(
    expect.objectContaining({
      statusPurpose: 'suspension',
      status: 0,
      changes: [
        expect.objectContaining({ status: 1, reason: 'fee unpaid' }),
        expect.objectContaining({ status: 0 }),
      ],
    }),
  );
});

test.each([
  [['status', 'revoke', 'urn:none'], 'not-found'],
  [['status', 'show', 'urn:none'], 'not-found'],
  [['status', 'set', 'urn:none', 'colour', '1'], 'usage'],
  [['status', 'set', 'urn:none', 'message', 'x'], 'usage'],
])('%j is refused', async (words, code) => {
  const { code: exit, err } = await shell.run([...words, '--errors', 'json']);
  expect(exit).not.toBe(0);
  expect(err).toContain(`"${code}"`);
});

test('whoever wraps without an address that others reach is told', async () => {
  const { err } = await shell.run(['wrap', shell.file('record.json', aRecord()), '--status', 'revocation']);
  expect(err).toContain('CLR_BRIDGE_BASE_URL');
});
