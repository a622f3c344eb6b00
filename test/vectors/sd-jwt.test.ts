/** Disclosures and digests that RFC 9901 gives as examples (sections 4.2.1 to 4.2.3). */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkSelection } from '../../src/credentials/check-selection.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { openSdJwt } from '../../src/kernel/sd-jwt.ts';

const MEMBER = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
const MEMBER_DIGEST = 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0';
const ITEM = 'WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0';
const ITEM_DIGEST = 'w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs';

const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sdJwt = (payload: JsonObject, ...disclosures: string[]) =>
  [`${encode({ alg: 'ES256' })}.${encode(payload)}.c2ln`, ...disclosures, ''].join('~');

const payload = {
  nationalities: ['DE', { '...': ITEM_DIGEST }, 'US'],
  _sd: [MEMBER_DIGEST],
  _sd_alg: 'sha-256',
};

test('a member and an item are found by their digests', () => {
  expect(openSdJwt(sdJwt(payload, MEMBER, ITEM))).toMatchObject({
    payload: { family_name: 'Möbius', nationalities: ['DE', 'FR', 'US'] },
    hidden: [],
    faults: [],
  });
});

test('each can be shown alone', () => {
  expect(openSdJwt(sdJwt(payload, ITEM))).toMatchObject({
    payload: { nationalities: ['DE', 'FR', 'US'] },
    hidden: [''],
    faults: [],
  });
  expect(openSdJwt(sdJwt(payload, MEMBER))).toMatchObject({
    payload: { family_name: 'Möbius', nationalities: ['DE', 'US'] },
    hidden: ['/nationalities'],
    faults: [],
  });
  expect(openSdJwt(sdJwt(payload)).hidden).toHaveLength(2);
});

test('what stands in no payload is refused', () => {
  expect(openSdJwt(sdJwt({ _sd: [MEMBER_DIGEST] }, MEMBER, ITEM)).faults).toHaveLength(1);
});

test('disclosures that stand in each other without end are refused', () => {
  // a chain: each discloses a list with the digest of the one before it
  const chain: string[] = [];
  let inner: JsonObject = { end: true };
  for (let i = 0; i < 300; i++) {
    const disclosure = Buffer.from(JSON.stringify([`salt${i}`, [inner]])).toString('base64url');
    chain.push(disclosure);
    inner = { '...': createHash('sha256').update(disclosure).digest('base64url') };
  }
  expect(() => openSdJwt(sdJwt({ list: [inner] }, ...chain))).toThrow(/too deeply/);
});

test('a hostile text costs little: faults are said once, disclosures are counted', () => {
  const many = Array.from({ length: 3000 }, (_, i) =>
    Buffer.from(JSON.stringify([`s${i}`, '_sd', i])).toString('base64url'),
  );
  expect(openSdJwt(sdJwt({}, ...many, ...many)).faults).toEqual(['A disclosure has the name _sd.']);
  expect(() => openSdJwt(`${sdJwt({})}${'~'.repeat(60_000)}`)).toThrow(/more than 50000 disclosures/);
  const hidden = Array.from({ length: 200 }, (_, i) => [{ '...': `d${i}` }]);
  const opened = openSdJwt(sdJwt({ hidden }));
  expect(opened.hidden).toHaveLength(200);
  const found = checkSelection(opened, '');
  expect(found).toHaveLength(51);
  expect(found.at(-1)?.message).toBe('150 more parts in other places are not shown.');
});
