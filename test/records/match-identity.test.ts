import { describe, expect, test } from 'vitest';
import { hashIdentity, matchIdentity } from '../../src/records/match-identity.ts';

const hashed = (identityHash: string, salt?: string) => ({
  identifier: [
    {
      type: 'IdentityObject',
      identityType: 'emailAddress',
      hashed: true,
      identityHash,
      ...(salt === undefined ? {} : { salt }),
    },
  ],
});

describe('the hash of an identity', () => {
  test.each([
    ['a@example.com', 'Kosher', 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'],
    [
      'jjefferson18@example.com',
      'FleurDeSel',
      'sha256$658625b25ab3d75d613ca97d9a5a77f70e2192feca5557f4ad09a4d4f121f5fc',
    ],
  ])('%s with salt %s', (value, salt, expected) => {
    expect(hashIdentity(value, salt)).toBe(expected);
    expect(matchIdentity(hashed(expected, salt), value).map(({ code }) => code)).toEqual(['recipient-match']);
    const upper = `sha256$${expected.slice(7).toUpperCase()}`;
    expect(matchIdentity(hashed(upper, salt), value).map(({ code }) => code)).toEqual(['recipient-match']);
  });

  test('without salt, as sha256sum has it; md5 is read, and said to be weak', () => {
    expect(hashIdentity('abc')).toBe(
      'sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    const md5 = 'md5$900150983cd24fb0d6963f7d28e17f72';
    const subject = { identifier: [{ identityType: 'userName', hashed: true, identityHash: md5 }] };
    expect(matchIdentity(subject, 'abc').map(({ code }) => code)).toEqual([
      'recipient-match',
      'recipient-hash-weak',
    ]);
  });
});
