import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { base58btc } from 'multiformats/bases/base58';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/kernel/digest.ts';
import { hasDigests, listDigests } from '../../src/kernel/resource-digest.ts';

const TEXT = new TextEncoder().encode('what stands there');
const OTHER = new TextEncoder().encode('what stands elsewhere');
const hash = (name: string, bytes = TEXT) => createHash(name).update(bytes).digest();
const holds = (members: Record<string, string>, bytes = TEXT) => {
  const digests = listDigests(members);
  return digests === undefined ? 'unreadable' : hasDigests(bytes, digests);
};

describe('digests of resources', () => {
  test.each(['sha256', 'sha384', 'sha512'])('%s in the form of Subresource Integrity', (name) => {
    const digestSRI = `${name}-${hash(name).toString('base64')}`;
    expect(holds({ digestSRI })).toBe(true);
    expect(holds({ digestSRI }, OTHER)).toBe(false);
    expect(holds({ digestSRI: `${digestSRI}?ct=text/plain` })).toBe(true);
  });

  test('of several, the strongest counts', () => {
    const good = `sha512-${hash('sha512').toString('base64')}`;
    const wrong = `sha256-${hash('sha256', OTHER).toString('base64')}`;
    expect(holds({ digestSRI: `${wrong} ${good}` })).toBe(true);
    const bad = `sha512-${hash('sha512', OTHER).toString('base64')}`;
    expect(holds({ digestSRI: `sha256-${hash('sha256').toString('base64')} ${bad}` })).toBe(false);
    expect(holds({ digestSRI: `${bad} ${good}` })).toBe(true);
  });

  test.each([
    ['sha256', 0x12],
    ['sha384', 0x20],
    ['sha512', 0x13],
    ['sha3-256', 0x16],
    ['sha3-384', 0x15],
    ['sha3-512', 0x14],
  ])('%s as multihash and multibase', (name, code) => {
    const digest = hash(name);
    const multihash = Buffer.concat([Uint8Array.of(code, digest.length), digest]);
    const forms = [
      `u${multihash.toString('base64url')}`,
      `M${multihash.toString('base64')}`,
      `f${multihash.toString('hex')}`,
      base58btc.encode(multihash),
    ];
    for (const digestMultibase of forms) {
      expect(holds({ digestMultibase })).toBe(true);
      expect(holds({ digestMultibase }, OTHER)).toBe(false);
    }
  });

  test('a bare digest is told by its length, as the W3C’s own examples have it', () => {
    const digestMultibase = `u${hash('sha256').toString('base64url')}`;
    expect([holds({ digestMultibase }), holds({ digestMultibase }, OTHER)]).toEqual([true, false]);
  });

  test('of both members each must hold', () => {
    const digestMultibase = digestBytes(TEXT);
    const digestSRI = `sha256-${hash('sha256', OTHER).toString('base64')}`;
    expect([holds({ digestMultibase }), holds({ digestMultibase, digestSRI })]).toEqual([true, false]);
  });

  test.each([
    { digestSRI: 'sha256-' },
    { digestSRI: 'md5-1B2M2Y8AsgTpgAmY7PhCfg==' },
    { digestSRI: 'sha256-ca3d163bab055381827226140568f3bef634ac187cebd76878e0b63e9e442356' },
    { digestSRI: 'text' },
    { digestSRI: '' },
    { digestMultibase: '' },
    { digestMultibase: 'uZTQ0MjM1NiAgcmVwb3J0cc5jZWxhdGVkLXJlc291cmNlLmpzb24K' },
    { digestMultibase: '!x' },
    { digestMultibase: digestBytes(TEXT).slice(0, -4) },
  ])('%j is none', (members) => {
    expect(listDigests(members)).toBeUndefined();
  });

  test('whatever is given, nothing is thrown, and no other bytes match', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (digestSRI, digestMultibase) => {
        for (const members of [{ digestSRI }, { digestMultibase }]) {
          const digests = listDigests(members);
          expect(digests === undefined || !hasDigests(TEXT, digests)).toBe(true);
        }
      }),
    );
  });
});
