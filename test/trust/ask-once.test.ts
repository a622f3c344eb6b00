import { expect, it } from 'vitest';
import { askOnce } from '../../src/trust/ask-once.ts';
import { DIDS, fakeDids, SCHOOL } from '../fixtures/native.ts';

it('resolves each DID once, and no more DIDs than it may', async () => {
  const asked: string[] = [];
  const resolve = askOnce(
    async (did) => {
      asked.push(did);
      return fakeDids(DIDS)(SCHOOL);
    },
    { dids: 3, parallel: 1 },
  );
  const dids = ['did:x:1', 'did:x:2', 'did:x:1', 'did:x:3', 'did:x:4', 'did:x:2'];
  const outcomes = await Promise.allSettled(dids.map(resolve));
  expect(asked).toEqual(['did:x:1', 'did:x:2', 'did:x:3']);
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, true, false, true]);
  await expect(resolve('did:x:5')).rejects.toMatchObject({ code: 'upstream-unavailable' });
});
