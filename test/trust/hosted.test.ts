import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { checkHosted } from '../../src/trust/hosted.ts';
import { createDocumentReader } from '../../src/trust/read-document.ts';
import { fakeFetch, type Network } from '../fixtures/native.ts';

const SCHOOL = 'https://school.example/profile';
const ID = 'https://school.example/assertions/1';
const profile: JsonObject = { id: SCHOOL };
const object: JsonObject = {
  id: ID,
  type: 'Assertion',
  issuedOn: '2024-01-01T00:00:00Z',
  narrative: null,
  list: [1, 2],
};
const policy = (verification: JsonObject): JsonObject => ({
  id: SCHOOL,
  verification: { type: 'Verification', ...verification },
});

async function check(network: Network, of: JsonObject | undefined, copy = object) {
  return (await checkHosted(createDocumentReader(fakeFetch(network)), copy, of, '/p')).code;
}

describe('checkHosted: the object', () => {
  it.each<[string, Network, string]>([
    ['the same', { [ID]: object }, 'hosted-match'],
    [
      'the same, members in another order, without the null, as a document',
      {
        [ID]: {
          '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
          list: [1, 2],
          issuedOn: '2024-01-01T00:00:00Z',
          type: 'Assertion',
          id: ID,
        },
      },
      'hosted-match',
    ],
    ['another value', { [ID]: { ...object, issuedOn: '2023-01-01T00:00:00Z' } }, 'hosted-differs'],
    ['another order of a list', { [ID]: { ...object, list: [2, 1] } }, 'hosted-differs'],
    ['a member more', { [ID]: { ...object, role: 'student' } }, 'hosted-differs'],
    ['another id', { [ID]: { ...object, id: `${ID}0` } }, 'hosted-differs'],
    ['shrunk to revoked', { [ID]: { id: ID, revoked: true } }, 'revoked'],
    ['410', { [ID]: 410 }, 'revoked'],
    ['404', { [ID]: 404 }, 'hosted-unreachable'],
    ['403', { [ID]: 403 }, 'hosted-unreachable'],
    ['no answer', {}, 'hosted-unreachable'],
    ['a web page', { [ID]: '<html>' }, 'hosted-unreachable'],
  ])('%s', async (_, network, code) => {
    expect(await check(network, profile)).toBe(code);
  });

  it('needs a web address as id', async () => {
    expect(await check({}, profile, { ...object, id: 'urn:uuid:1' })).toBe('hosted-unreachable');
  });
});

describe('checkHosted: scope', () => {
  const at = (id: string) => ({ ...object, id });
  it.each<[string, JsonObject | undefined, string, Network, string]>([
    ['no profile', undefined, ID, {}, 'hosted-no-scope'],
    ['a profile without address', { id: 'urn:uuid:school' }, ID, {}, 'hosted-no-scope'],
    [
      'a profile without address that allows itself a host',
      { id: 'urn:uuid:school', verification: { allowedOrigins: ['school.example'] } },
      ID,
      {},
      'hosted-no-scope',
    ],
    ['another host', profile, 'https://evil.example/1', {}, 'hosted-scope'],
    ['another port', profile, 'https://school.example:8443/1', {}, 'hosted-scope'],
    [
      'a host only the record allows',
      policy({ allowedOrigins: ['evil.example'] }),
      'https://evil.example/1',
      {},
      'hosted-no-scope',
    ],
    [
      'a host the profile itself does not allow',
      policy({ allowedOrigins: ['evil.example'] }),
      'https://evil.example/1',
      { [SCHOOL]: profile },
      'hosted-scope',
    ],
    [
      'a host the profile itself allows',
      policy({ allowedOrigins: ['CLR.school.example'] }),
      'https://clr.school.example/1',
      {
        [SCHOOL]: policy({ allowedOrigins: ['clr.school.example'] }),
        'https://clr.school.example/1': at('https://clr.school.example/1'),
      },
      'hosted-match',
    ],
    [
      'below a prefix',
      policy({ startsWith: ['https://school.example/assertions'] }),
      ID,
      { [ID]: object },
      'hosted-match',
    ],
    [
      'below a prefix with slash',
      policy({ startsWith: ['https://school.example/assertions/'] }),
      ID,
      { [ID]: object },
      'hosted-match',
    ],
    [
      'beside a prefix',
      policy({ startsWith: ['https://school.example/assert'] }),
      ID,
      { [ID]: object },
      'hosted-scope',
    ],
    [
      'a prefix that ends inside the host name',
      policy({ startsWith: ['https://school.example'] }),
      'https://school.example.evil/1',
      {},
      'hosted-scope',
    ],
    [
      'dots that climb out of the prefix',
      policy({ startsWith: ['https://school.example/a/'] }),
      'https://school.example/a/../b',
      {},
      'hosted-scope',
    ],
    [
      'a user name that looks like the host',
      profile,
      'https://school.example@evil.example/1',
      {},
      'hosted-scope',
    ],
    [
      'a prefix on another host needs that host among the origins',
      policy({ startsWith: ['https://clr.example/'] }),
      'https://clr.example/1',
      {},
      'hosted-scope',
    ],
  ])('%s', async (_, of, id, network, code) => {
    expect(await check(network, of, at(id))).toBe(code);
  });
});
