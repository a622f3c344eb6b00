import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { createDocumentReader } from '../../src/trust/read-document.ts';
import { checkRevocation } from '../../src/trust/revocation-list.ts';
import { fakeFetch, type Network } from '../fixtures/native.ts';

const LIST = 'https://school.example/revocations';
const profile = { id: 'https://school.example', revocationList: LIST };
const list = (entries?: Json, extra: JsonObject = {}): JsonObject => ({
  '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
  id: LIST,
  type: 'RevocationList',
  issuer: profile.id,
  ...(entries === undefined ? {} : { revokedAssertions: entries }),
  ...extra,
});

async function check(
  network: Network,
  of: JsonObject | undefined = profile,
  id: string | undefined = 'urn:uuid:1',
) {
  const found = await checkRevocation(createDocumentReader(fakeFetch(network)), of, id, '/p');
  return found.code;
}

describe('checkRevocation', () => {
  it.each<[string, Network, string]>([
    ['an empty list', { [LIST]: list() }, 'status-good'],
    ['other ids', { [LIST]: list(['urn:uuid:10', 'urn:uuid']) }, 'status-good'],
    ['the id', { [LIST]: list(['urn:uuid:2', 'urn:uuid:1']) }, 'revoked'],
    [
      'the id in an object',
      { [LIST]: list([{ id: 'urn:uuid:1', revocationReason: 'Issued in error' }]) },
      'revoked',
    ],
    ['the uid in an object', { [LIST]: list([{ uid: 'urn:uuid:1' }]) }, 'revoked'],
    ['no answer', {}, 'status-unchecked'],
    ['404', { [LIST]: 404 }, 'status-unchecked'],
    ['410', { [LIST]: 410 }, 'status-unchecked'],
    ['a web page', { [LIST]: '<html>' }, 'revocation-list-invalid'],
    [
      'a list of another address',
      { [LIST]: list([], { id: 'https://school.example/other' }) },
      'revocation-list-invalid',
    ],
    [
      'a list of another issuer',
      { [LIST]: list([], { issuer: 'https://evil.example' }) },
      'revocation-list-invalid',
    ],
    ['entries that are no array', { [LIST]: list('urn:uuid:2') }, 'revocation-list-invalid'],
    ['duplicate members', { [LIST]: `{"id":"${LIST}","id":"${LIST}"}` }, 'status-unchecked'],
  ])('%s', async (_, network, code) => {
    expect(await check(network)).toBe(code);
  });

  it('says so where no list is named, and where nothing can be looked up', async () => {
    expect(await check({}, { id: 'x' })).toBe('status-none');
    expect(await check({}, { id: 'x', revocationList: 'urn:list' })).toBe('status-unchecked');
    const read = createDocumentReader(fakeFetch({ [LIST]: list() }));
    expect((await checkRevocation(read, profile, undefined, '')).code).toBe('status-unchecked');
  });

  it('reads a list once for many objects', async () => {
    const fetch = fakeFetch({ [LIST]: list(['urn:uuid:3']) });
    const read = createDocumentReader(fetch);
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, i) => checkRevocation(read, profile, `urn:uuid:${i}`, '')),
    );
    expect(found.filter(({ code }) => code === 'revoked')).toHaveLength(1);
    expect(fetch.calls).toEqual([LIST]);
  });
});

describe('createDocumentReader', () => {
  it('keeps to its limits of calls at once and of addresses', async () => {
    let now = 0;
    let most = 0;
    const read = createDocumentReader(
      async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return { status: 200, contentType: '', body: new TextEncoder().encode('{}') };
      },
      { parallel: 3, addresses: 10 },
    );
    const readings = await Promise.all(Array.from({ length: 14 }, (_, i) => read(`https://a.example/${i}`)));
    expect(most).toBe(3);
    expect(readings.map(({ kind }) => kind).filter((kind) => kind === 'unread')).toHaveLength(4);
  });
});
