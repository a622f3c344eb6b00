/** Status over HTTP at a size that matters: places are never given twice, one of fifty is revoked, broken lists say why. */

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { createSigner } from '../../src/library.ts';
import { createShell } from '../cli/shell.ts';
import { entryFor, LIST_URL, listOf, useStatusService } from '../fixtures/status-service.ts';

const service = useStatusService();

const issueMany = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      service.issue({
        id: `urn:uuid:${String(count).padStart(8, '0')}-0000-4000-8000-${String(i).padStart(12, '0')}`,
      }),
    ),
  );

test('of 200 credentials issued at the same time each has a place of its own in one list', async () => {
  const entries = (await issueMany(200)).map((credential) => entryFor(credential, 'revocation'));
  expect(new Set(entries.map(({ statusListCredential }) => statusListCredential)).size).toBe(1);
  expect(new Set(entries.map(({ statusListIndex }) => statusListIndex)).size).toBe(200);
});

test('the seventh of fifty is revoked, and only the seventh; then the eighth by the command line', async () => {
  const credentials = await issueMany(50);
  const verified = async () =>
    Promise.all(credentials.map(async (credential) => (await service.verify(credential)).verified));
  const all = Array.from({ length: 50 }, () => true);
  expect(await verified()).toEqual(all);

  expect((await service.change(credentials[6]!, 'revocation', true)).status).toBe(200);
  expect(await verified()).toEqual(all.with(6, false));
  expect((await service.verify(credentials[6]!)).codes).toEqual(['revoked']);

  const shell = createShell();
  const { code, err } = await shell.run(
    ['--data', service.data(), 'status', 'revoke', String(credentials[7]?.['id'])],
    undefined,
    { CLR_BRIDGE_SECRET: 'only for this test' },
  );
  shell.remove();
  expect([code, err]).toEqual([0, expect.any(String)]);
  expect(await verified()).toEqual(all.with(6, false).with(7, false));
});

describe('a broken list is never good, and says what is wrong with it', () => {
  const STATUS = 'https://www.w3.org/ns/credentials/status-list#';
  const own = async (set: number[], options?: Parameters<typeof listOf>[2]) =>
    service.sign(await listOf(service.school().controller, set, options));

  test.each<[string, string, string, () => Promise<JsonObject | undefined>]>([
    ['unreachable', 'status-unchecked', 'STATUS_RETRIEVAL_ERROR', async () => undefined],
    [
      'expired',
      'status-list-expired',
      'STATUS_VERIFICATION_ERROR',
      () => own([], { members: { validUntil: '2020-01-01T00:00:00Z' } }),
    ],
    [
      'tampered',
      'status-list-unverified',
      'STATUS_VERIFICATION_ERROR',
      async () => {
        const clean = await listOf('', []);
        return { ...(await own([7])), credentialSubject: clean['credentialSubject'] as JsonObject };
      },
    ],
    [
      'of another issuer',
      'status-list-issuer',
      'STATUS_VERIFICATION_ERROR',
      async () => {
        const other = await createSigner();
        return service.sign(await listOf(other.controller, []), other);
      },
    ],
    [
      'for another purpose',
      'status-list-purpose',
      'STATUS_VERIFICATION_ERROR',
      () => own([], { purpose: 'suspension' }),
    ],
    ['too short', 'status-list-short', 'STATUS_LIST_LENGTH_ERROR', () => own([], { length: 131_064 })],
  ])('%s', async (_name, code, type, list) => {
    const answer = await service.checkAgainst(await list());
    expect(answer).toMatchObject({
      verified: false,
      verdict: 'inconclusive',
      codes: [code],
      types: [STATUS + type],
    });
    expect(answer.finding).toMatchObject({ result: 'unknown', message: expect.stringContaining(LIST_URL) });
  });

  test('while a whole one is good', async () => {
    expect(await service.checkAgainst(await own([6, 8]))).toMatchObject({ verified: true, codes: [] });
    expect(await service.checkAgainst(await own([7]))).toMatchObject({
      verdict: 'rejected',
      codes: ['revoked'],
    });
  });
});
